//! Logout tokens that were received, so that none is accepted twice (OpenID Connect Back-Channel Logout 1.0 §2.6 step 8).

use super::{Connection, Result};

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// Remembers a token as long as it could come again.
///
/// # Errors
/// [`super::StoreError::AlreadyExists`] where it has come before.
pub async fn insert(
    connection: &mut Connection,
    issuer: &str,
    jti_hash: &str,
    expires_at_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO logout_tokens (issuer, jti_hash, expires_at_ms) VALUES ($1, $2, $3)";
    sqlx::query(sql)
        .bind(issuer)
        .bind(jti_hash)
        .bind(expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets some of those that could not come again. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM logout_tokens WHERE (issuer, jti_hash) IN
               (SELECT issuer, jti_hash FROM logout_tokens WHERE expires_at_ms <= $1 LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(now_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
