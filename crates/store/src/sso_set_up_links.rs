//! Links by which somebody without an account sets SSO up for a company. Invariant: a link works in one browser, until it expires or is
//! revoked, and only while whoever made it is an admin of that company.

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
    /// Who made it.
    pub made_by_account_id: String,
    /// Their address, as of now.
    pub made_by: String,
    /// Name of the company.
    pub company_name: String,
    /// When it was made.
    pub made_at_ms: i64,
    /// Until when it works.
    pub expires_at_ms: i64,
    /// When somebody began with it.
    pub begun_at_ms: Option<i64>,
}

/// All that work, or would if nobody had begun with them.
const SELECT: &str = "SELECT l.id, l.company_id, l.made_by_account_id, a.email AS made_by, o.name AS company_name, l.made_at_ms,
                             l.expires_at_ms, l.begun_at_ms
                      FROM sso_set_up_links l JOIN companies o ON o.id = l.company_id
                        JOIN accounts a ON a.id = l.made_by_account_id AND a.company_id = l.company_id AND a.company_admin = 1
                          AND a.deactivated_at_ms IS NULL
                      WHERE l.revoked_at_ms IS NULL AND l.expires_at_ms > $2";

async fn find(
    connection: &mut Connection,
    condition: &'static str,
    value: &str,
    now_ms: i64,
) -> Result<Option<SetUpLinkRow>> {
    // Both parts are constants of this file.
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} AND {condition}"));
    Ok(sqlx::query_as(sql)
        .bind(value)
        .bind(now_ms)
        .fetch_optional(connection)
        .await?)
}

/// The link with this token, if nobody has begun with it.
pub async fn unopened(
    connection: &mut Connection,
    token_hash: &str,
    now_ms: i64,
) -> Result<Option<SetUpLinkRow>> {
    find(
        connection,
        "l.token_hash = $1 AND l.guest_hash IS NULL",
        token_hash,
        now_ms,
    )
    .await
}

/// The link that was begun with in the browser with this secret.
pub async fn by_guest(
    connection: &mut Connection,
    guest_hash: &str,
    now_ms: i64,
) -> Result<Option<SetUpLinkRow>> {
    find(connection, "l.guest_hash = $1", guest_hash, now_ms).await
}

/// The link with this identifier, while it works.
pub async fn by_id(connection: &mut Connection, id: &str, now_ms: i64) -> Result<Option<SetUpLinkRow>> {
    find(connection, "l.id = $1", id, now_ms).await
}

/// The links of a company that work, the newest first.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    now_ms: i64,
) -> Result<Vec<SetUpLinkRow>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} AND l.company_id = $1 ORDER BY l.made_at_ms DESC, l.id"
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
    /// Who makes it.
    pub made_by_account_id: &'a str,
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: &'a str,
    /// Until when it works.
    pub expires_at_ms: i64,
}

/// Makes a link.
pub async fn insert(connection: &mut Connection, link: &NewSetUpLink<'_>, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO sso_set_up_links (id, company_id, made_by_account_id, token_hash, made_at_ms, expires_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(sql)
        .bind(link.id)
        .bind(link.company_id)
        .bind(link.made_by_account_id)
        .bind(link.token_hash)
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
               WHERE id = $1 AND company_id = $2 AND revoked_at_ms IS NULL AND expires_at_ms > $3";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(company_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes some of the links that have expired. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM sso_set_up_links WHERE id IN
                 (SELECT id FROM sso_set_up_links WHERE expires_at_ms <= $1 LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(now_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
