//! Reads and writes stored addresses for the step that rewrites them to another canonical form. Invariant: an account without an
//! address gets a key that no address has ([`key_of_double`]).

use super::{Connection, Result};
use latchkey_domain::email_address::EmailAddress;

/// Rows read in one statement.
const BATCH: i64 = 1000;

/// An account with its address as it is written down.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Written {
    /// The account.
    pub id: String,
    /// The company it belongs to.
    pub company_id: String,
    /// The address.
    pub email: String,
    /// What it is found by.
    pub email_key: String,
    /// Since when it is switched off, if it is.
    pub deactivated_at_ms: Option<i64>,
    /// When it was made.
    pub created_at_ms: i64,
}

const SELECT: &str =
    "SELECT id, company_id, email, email_key, deactivated_at_ms, created_at_ms FROM accounts";

/// What an account is found by that lost its address to another one: by nothing that anybody types.
pub fn key_of_double(account_id: &str) -> String {
    format!("double:{account_id}")
}

/// Some accounts behind `after_id`, in the order of identifiers; none when there are no more.
pub async fn accounts_after(connection: &mut Connection, after_id: &str) -> Result<Vec<Written>> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id > $1 ORDER BY id LIMIT $2"));
    Ok(sqlx::query_as(sql)
        .bind(after_id)
        .bind(BATCH)
        .fetch_all(connection)
        .await?)
}

/// The account that is found by this key.
pub async fn account_by_key(connection: &mut Connection, key: &str) -> Result<Option<Written>> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE email_key = $1"));
    Ok(sqlx::query_as(sql).bind(key).fetch_optional(connection).await?)
}

/// Writes the account's address in its canonical form. Whether it is verified stays as it is where `same_mailbox`: else that
/// was another mailbox.
pub async fn write(
    connection: &mut Connection,
    account_id: &str,
    email: &EmailAddress,
    same_mailbox: bool,
) -> Result<()> {
    let sql = "UPDATE accounts SET email = $2, email_key = $3, email_domain = $4,
                 email_verified_at_ms = CASE WHEN $5 = 1 THEN email_verified_at_ms END WHERE id = $1";
    sqlx::query(sql)
        .bind(account_id)
        .bind(email.to_string())
        .bind(email.key())
        .bind(email.domain().as_str())
        .bind(i64::from(same_mailbox))
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes the account's key away; the address that it shows stays.
pub async fn write_double(connection: &mut Connection, account_id: &str) -> Result<()> {
    sqlx::query("UPDATE accounts SET email_key = $2 WHERE id = $1")
        .bind(account_id)
        .bind(key_of_double(account_id))
        .execute(connection)
        .await?;
    Ok(())
}

/// Every alias: the key of the username, and the account that it stands for.
pub async fn aliases(connection: &mut Connection) -> Result<Vec<(String, String)>> {
    let sql = "SELECT username_key, account_id FROM username_aliases";
    Ok(sqlx::query_as(sql).fetch_all(connection).await?)
}

/// Writes an alias under another key.
pub async fn write_alias(connection: &mut Connection, account_id: &str, from: &str, to: &str) -> Result<()> {
    let sql = "INSERT INTO username_aliases (username_key, account_id, confirmed_at_ms)
               SELECT $3, account_id, confirmed_at_ms FROM username_aliases WHERE username_key = $2 AND account_id = $1
               ON CONFLICT (username_key, account_id) DO NOTHING";
    sqlx::query(sql)
        .bind(account_id)
        .bind(from)
        .bind(to)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM username_aliases WHERE username_key = $2 AND account_id = $1")
        .bind(account_id)
        .bind(from)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes note that a step is done. Returns whether it was not before; on PostgreSQL another node that begins it at the same
/// time waits here until the first has committed.
pub async fn begin_step(connection: &mut Connection, name: &str, now_ms: i64) -> Result<bool> {
    let sql = "INSERT INTO data_steps (name, done_at_ms) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(name)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a step is done.
pub async fn is_done(connection: &mut Connection, name: &str) -> Result<bool> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM data_steps WHERE name = $1")
        .bind(name)
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}
