//! Refresh tokens, and access tokens that were taken back, by their hashes.

use super::{Connection, Result};

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// A refresh token.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RefreshToken {
    /// Its family.
    pub family_id: String,
    /// `client_id` of whom it was given to.
    pub client_id: String,
    /// When it was given.
    pub created_at_ms: i64,
    /// When it ends.
    pub expires_at_ms: i64,
    /// When it was used, if it was.
    pub used_at_ms: Option<i64>,
    /// When its family was revoked, if it was.
    pub revoked_at_ms: Option<i64>,
}

/// A new refresh token.
#[derive(Debug)]
pub struct NewRefreshToken<'a> {
    /// SHA-256, hexadecimal.
    pub token_hash: &'a str,
    /// Its family.
    pub family_id: &'a str,
    /// Now.
    pub created_at_ms: i64,
    /// When it ends.
    pub expires_at_ms: i64,
}

/// Takes an access token back, which would have ended at this time.
pub async fn revoke_access(connection: &mut Connection, token_hash: &str, expires_at_ms: i64) -> Result<()> {
    let sql = "INSERT INTO revoked_access_tokens (token_hash, expires_at_ms) VALUES ($1, $2)
               ON CONFLICT (token_hash) DO NOTHING";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether an access token that has not ended was taken back.
pub async fn is_access_revoked(connection: &mut Connection, token_hash: &str) -> Result<bool> {
    let row: Option<(i64,)> =
        sqlx::query_as("SELECT expires_at_ms FROM revoked_access_tokens WHERE token_hash = $1")
            .bind(token_hash)
            .fetch_optional(connection)
            .await?;
    Ok(row.is_some())
}

/// Remembers a refresh token.
pub async fn insert_refresh(connection: &mut Connection, token: &NewRefreshToken<'_>) -> Result<()> {
    let sql = "INSERT INTO refresh_tokens (token_hash, family_id, created_at_ms, expires_at_ms) VALUES ($1, $2, $3, $4)";
    sqlx::query(sql)
        .bind(token.token_hash)
        .bind(token.family_id)
        .bind(token.created_at_ms)
        .bind(token.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The refresh token, used, expired, revoked or not.
pub async fn refresh(connection: &mut Connection, token_hash: &str) -> Result<Option<RefreshToken>> {
    let sql =
        "SELECT r.family_id, e.client_id, r.created_at_ms, r.expires_at_ms, r.used_at_ms, f.revoked_at_ms
               FROM refresh_tokens r JOIN token_families f ON f.id = r.family_id
                 JOIN app_environments e ON e.id = f.environment_id
               WHERE r.token_hash = $1";
    Ok(sqlx::query_as(sql)
        .bind(token_hash)
        .fetch_optional(connection)
        .await?)
}

/// Uses a refresh token up and remembers what comes after it. Returns whether it had not been used before; if it had, nothing
/// is written.
pub async fn rotate(
    connection: &mut Connection,
    used_hash: &str,
    next: &NewRefreshToken<'_>,
) -> Result<bool> {
    let sql = "UPDATE refresh_tokens SET used_at_ms = $2 WHERE token_hash = $1 AND used_at_ms IS NULL";
    let used = sqlx::query(sql)
        .bind(used_hash)
        .bind(next.created_at_ms)
        .execute(&mut *connection)
        .await?;
    if used.rows_affected() == 0 {
        return Ok(false);
    }
    insert_refresh(connection, next).await?;
    Ok(true)
}

/// Deletes some of what was written down of access tokens that have ended, and families that ended before
/// `families_before_ms` with all their tokens. Returns how many rows; call again while it is not 0. A refresh token that was
/// used stays as long as its family, so that it is known when it comes again.
pub async fn purge(connection: &mut Connection, now_ms: i64, families_before_ms: i64) -> Result<u64> {
    let over =
        "(SELECT id FROM token_families WHERE ends_at_ms <= $1 OR revoked_at_ms <= $1 ORDER BY id LIMIT $2)";
    let expired = "DELETE FROM revoked_access_tokens WHERE token_hash IN
                     (SELECT token_hash FROM revoked_access_tokens WHERE expires_at_ms <= $1 LIMIT $2)";
    let mut gone = sqlx::query(expired)
        .bind(now_ms)
        .bind(PURGE_BATCH)
        .execute(&mut *connection)
        .await?
        .rows_affected();
    let tables = [("refresh_tokens", "family_id"), ("token_families", "id")];
    for (table, family) in tables {
        let sql = format!("DELETE FROM {table} WHERE {family} IN {over}");
        // All parts are constants of this function.
        gone += sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(families_before_ms)
            .bind(PURGE_BATCH)
            .execute(&mut *connection)
            .await?
            .rows_affected();
    }
    Ok(gone)
}
