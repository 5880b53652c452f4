//! Access tokens that were revoked before they expired, by the hexadecimal SHA-256 of each.

use super::{Connection, Result};

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// Takes a token back, which would have ended at this time.
pub async fn insert(connection: &mut Connection, token_hash: &str, expires_at_ms: i64) -> Result<()> {
    let sql = "INSERT INTO revoked_access_tokens (token_hash, expires_at_ms) VALUES ($1, $2)
               ON CONFLICT (token_hash) DO NOTHING";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether a token that has not ended was taken back.
pub async fn contains(connection: &mut Connection, token_hash: &str) -> Result<bool> {
    let row: Option<(i64,)> =
        sqlx::query_as("SELECT expires_at_ms FROM revoked_access_tokens WHERE token_hash = $1")
            .bind(token_hash)
            .fetch_optional(connection)
            .await?;
    Ok(row.is_some())
}

/// Deletes some of those that have ended by now. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM revoked_access_tokens WHERE token_hash IN
                 (SELECT token_hash FROM revoked_access_tokens WHERE expires_at_ms <= $1 LIMIT $2)";
    let gone = sqlx::query(sql)
        .bind(now_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}
