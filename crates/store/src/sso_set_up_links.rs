//! Links by which somebody without an account sets SSO up for a company. Invariant: a link works in one browser, until it expires or is
//! revoked, and only while whoever made it is an admin of that company.

use latchkey_domain::mailed_link::KEPT_MS;
use latchkey_domain::set_up_link::{SetUpLinkLife, Standing};

use super::{Connection, Result};

/// Links deleted in one statement.
const PURGE_BATCH: i64 = 500;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SetUpLinkRow {
    /// Tells links apart; opens nothing.
    pub id: String,
    /// The company.
    pub company_id: String,
    /// The admin who made the link.
    pub made_by_account_id: String,
    /// Their address, as of now.
    pub made_by: String,
    /// Name of the company.
    pub company_name: String,
    /// The address that it was mailed to.
    pub mailed_to: Option<String>,
    /// SHA-256 of the secret of the browser that began with it, hexadecimal.
    pub guest_hash: Option<String>,
    /// When it was made.
    pub made_at_ms: i64,
    /// Until when it works.
    pub expires_at_ms: i64,
    /// When somebody began with it.
    pub begun_at_ms: Option<i64>,
    revoked_at_ms: Option<i64>,
    ended_at_ms: Option<i64>,
    is_vouched_for: i64,
}

impl SetUpLinkRow {
    /// The state of the link at this time.
    pub const fn standing(&self, now_ms: i64) -> Standing {
        let life = SetUpLinkLife {
            expires_at_ms: self.expires_at_ms,
            begun_at_ms: self.begun_at_ms,
            revoked_at_ms: self.revoked_at_ms,
            ended_at_ms: self.ended_at_ms,
            is_vouched_for: self.is_vouched_for(),
        };
        life.standing(now_ms)
    }

    /// Whether whoever made it is an admin of the company now.
    pub const fn is_vouched_for(&self) -> bool {
        self.is_vouched_for == 1
    }
}

const SELECT: &str = "SELECT l.id, l.company_id, l.made_by_account_id, a.email AS made_by, o.name AS company_name, l.mailed_to, l.guest_hash,
                             l.made_at_ms, l.expires_at_ms, l.begun_at_ms, l.revoked_at_ms, l.ended_at_ms,
                             CAST(CASE WHEN a.company_id = l.company_id AND a.company_admin = 1 AND a.deactivated_at_ms IS NULL
                                  THEN 1 ELSE 0 END AS BIGINT) AS is_vouched_for
                      FROM sso_set_up_links l JOIN companies o ON o.id = l.company_id JOIN accounts a ON a.id = l.made_by_account_id";

async fn find(
    connection: &mut Connection,
    condition: &'static str,
    value: &str,
) -> Result<Option<SetUpLinkRow>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE {condition}"));
    Ok(sqlx::query_as(sql).bind(value).fetch_optional(connection).await?)
}

/// The link with this token, wherever it stands.
pub async fn by_token(connection: &mut Connection, token_hash: &str) -> Result<Option<SetUpLinkRow>> {
    find(connection, "l.token_hash = $1", token_hash).await
}

/// The link that was begun with in the browser with this secret, wherever it stands.
pub async fn by_guest(connection: &mut Connection, guest_hash: &str) -> Result<Option<SetUpLinkRow>> {
    find(connection, "l.guest_hash = $1", guest_hash).await
}

/// The link with this identifier, wherever it stands.
pub async fn by_id(connection: &mut Connection, id: &str) -> Result<Option<SetUpLinkRow>> {
    find(connection, "l.id = $1", id).await
}

/// The links of a company that have not ended, the newest first.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    now_ms: i64,
) -> Result<Vec<SetUpLinkRow>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE l.company_id = $1 AND l.expires_at_ms > $2 AND l.revoked_at_ms IS NULL AND l.ended_at_ms IS NULL
         ORDER BY l.made_at_ms DESC, l.id"
    ));
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(now_ms)
        .fetch_all(connection)
        .await?)
}

/// A link to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewSetUpLink<'a> {
    /// Identifier.
    pub id: &'a str,
    /// The company.
    pub company_id: &'a str,
    /// The admin who makes the link.
    pub made_by_account_id: &'a str,
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: &'a str,
    /// The address that it is mailed to.
    pub mailed_to: Option<&'a str>,
    /// Until when it works.
    pub expires_at_ms: i64,
}

/// Makes a link.
pub async fn insert(connection: &mut Connection, link: &NewSetUpLink<'_>, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO sso_set_up_links (id, company_id, made_by_account_id, token_hash, mailed_to, made_at_ms, expires_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(sql)
        .bind(link.id)
        .bind(link.company_id)
        .bind(link.made_by_account_id)
        .bind(link.token_hash)
        .bind(link.mailed_to)
        .bind(now_ms)
        .bind(link.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Binds a link to the browser with this secret. Returns whether nobody had begun with it: of two browsers at once, one wins.
pub async fn begin(connection: &mut Connection, id: &str, guest_hash: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE sso_set_up_links SET guest_hash = $2, begun_at_ms = $3
               WHERE id = $1 AND guest_hash IS NULL AND revoked_at_ms IS NULL AND expires_at_ms > $3";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(guest_hash)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a link of a company. Returns whether it worked.
pub async fn revoke(connection: &mut Connection, company_id: &str, id: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE sso_set_up_links SET revoked_at_ms = $3
               WHERE id = $1 AND company_id = $2 AND revoked_at_ms IS NULL AND ended_at_ms IS NULL AND expires_at_ms > $3";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(company_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Whoever began with a link has done their part. Returns whether it had not ended.
pub async fn end(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE sso_set_up_links SET ended_at_ms = $2 WHERE id = $1 AND ended_at_ms IS NULL AND revoked_at_ms IS NULL";
    let done = sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes some of the links that nobody will ask about any more ([`KEPT_MS`]). Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM sso_set_up_links WHERE id IN
                 (SELECT id FROM sso_set_up_links WHERE expires_at_ms <= $1 LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(now_ms - KEPT_MS)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
