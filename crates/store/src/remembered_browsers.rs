//! Browsers in which somebody asked not to be asked for the second factor for a while. Invariants: the store has hashes of their tokens alone;
//! one stands for the second factor of one account, never for its password.

use sqlx::AssertSqlSafe;

use super::selection::Selection;
use super::{Connection, Result};
use crate::audit::Origin;
use latchkey_system::secrets::BrowserSecrets;

/// Most of one account; the oldest go.
const MOST: i64 = 20;

/// Rows purged in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RememberedBrowser {
    /// Identifier, for lists and the trail.
    pub id: String,
    /// SHA-256 of the token in its cookie, hexadecimal.
    pub token_hash: String,
    /// What the browser said about itself.
    pub user_agent: String,
    /// The client's address.
    pub client_address: String,
    /// When the second factor was shown in it.
    pub remembered_at_ms: i64,
    /// When the second step was skipped last.
    pub last_used_at_ms: Option<i64>,
    /// When it expires.
    pub expires_at_ms: i64,
}

/// Remembers a browser of an account until `expires_at_ms`; of too many, the oldest go.
pub async fn insert(
    connection: &mut Connection,
    account_id: &str,
    browser: &RememberedBrowser,
) -> Result<()> {
    let sql = "DELETE FROM remembered_browsers WHERE account_id = $1 AND id NOT IN
                 (SELECT id FROM remembered_browsers WHERE account_id = $1 ORDER BY remembered_at_ms DESC, id DESC LIMIT $2)";
    sqlx::query(sql)
        .bind(account_id)
        .bind(MOST - 1)
        .execute(&mut *connection)
        .await?;
    let sql =
        "INSERT INTO remembered_browsers (id, account_id, token_hash, user_agent, client_address, remembered_at_ms, expires_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(sql)
        .bind(&browser.id)
        .bind(account_id)
        .bind(&browser.token_hash)
        .bind(&browser.user_agent)
        .bind(&browser.client_address)
        .bind(browser.remembered_at_ms)
        .bind(browser.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// A browser that is remembered from now on.
pub fn new(id: String, token_hash: String, origin: &Origin, now_ms: i64, lasts_ms: i64) -> RememberedBrowser {
    RememberedBrowser {
        id,
        token_hash,
        user_agent: origin.user_agent.clone(),
        client_address: origin.client_address.clone(),
        remembered_at_ms: now_ms,
        last_used_at_ms: None,
        expires_at_ms: now_ms + lasts_ms,
    }
}

/// Those of an account that work, the newest first.
pub async fn of_account(
    connection: &mut Connection,
    account_id: &str,
    now_ms: i64,
) -> Result<Vec<RememberedBrowser>> {
    let sql =
        "SELECT id, token_hash, user_agent, client_address, remembered_at_ms, last_used_at_ms, expires_at_ms
               FROM remembered_browsers WHERE account_id = $1 AND expires_at_ms > $2
               ORDER BY remembered_at_ms DESC, id DESC";
    Ok(sqlx::query_as(sql)
        .bind(account_id)
        .bind(now_ms)
        .fetch_all(connection)
        .await?)
}

/// The one of an account that this browser is.
pub async fn find(
    connection: &mut Connection,
    account_id: &str,
    browser: &BrowserSecrets,
    now_ms: i64,
) -> Result<Option<RememberedBrowser>> {
    if browser.newest().is_none() {
        return Ok(None);
    }
    let all = of_account(connection, account_id, now_ms).await?;
    Ok(all.into_iter().find(|known| browser.include(&known.token_hash)))
}

/// Writes down that the second step was skipped in it.
pub async fn touch(connection: &mut Connection, id: &str, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE remembered_browsers SET last_used_at_ms = $2 WHERE id = $1")
        .bind(id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets one of an account. Returns whether there was one.
pub async fn forget(connection: &mut Connection, account_id: &str, id: &str) -> Result<bool> {
    let gone = sqlx::query("DELETE FROM remembered_browsers WHERE account_id = $1 AND id = $2")
        .bind(account_id)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected() == 1)
}

/// Forgets all of an account, as its person does. Returns how many.
pub async fn forget_all_of(connection: &mut Connection, account_id: &str) -> Result<u64> {
    forget_of_accounts(connection, Selection::One(account_id)).await
}

/// Forgets all of these accounts. Returns how many.
pub(super) async fn forget_of_accounts(connection: &mut Connection, who: Selection<'_>) -> Result<u64> {
    let sql = format!(
        "DELETE FROM remembered_browsers WHERE {}",
        who.names("account_id")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for value in who.values() {
        query = query.bind(value);
    }
    Ok(query.execute(connection).await?.rows_affected())
}

/// Forgets all of a company's people. Returns how many.
pub async fn forget_of_company(connection: &mut Connection, company_id: &str) -> Result<u64> {
    let sql =
        "DELETE FROM remembered_browsers WHERE account_id IN (SELECT id FROM accounts WHERE company_id = $1)";
    let gone = sqlx::query(sql).bind(company_id).execute(connection).await?;
    Ok(gone.rows_affected())
}

/// Forgets all of everybody: after a restore, one that was forgotten since the copy is there again. Returns how many.
pub async fn forget_every_one(connection: &mut Connection) -> Result<u64> {
    let gone = sqlx::query("DELETE FROM remembered_browsers")
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

/// Forgets some of those whose time is over. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM remembered_browsers WHERE id IN
                 (SELECT id FROM remembered_browsers WHERE expires_at_ms <= $1 LIMIT $2)";
    let gone = sqlx::query(sql)
        .bind(now_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}
