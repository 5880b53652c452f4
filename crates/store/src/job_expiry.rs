//! Jobs that have expired. Invariant: a job that is running does not expire; its attempt decides what comes next.

use super::{Connection, Result};

/// Whether there is something for [`take`].
pub async fn is_any(connection: &mut Connection, kind: &str, now_ms: i64) -> Result<bool> {
    let sql = "SELECT id FROM jobs WHERE kind = $1 AND expires_at_ms <= $2 AND lease_until_ms <= $2 LIMIT 1";
    let expired: Option<String> = sqlx::query_scalar(sql)
        .bind(kind)
        .bind(now_ms)
        .fetch_optional(connection)
        .await?;
    Ok(expired.is_some())
}

/// Deletes up to `limit` jobs of a kind whose time is over, and that nobody runs at this moment; paused kinds too. Returns their
/// identifiers and labels.
pub async fn take(
    connection: &mut Connection,
    kind: &str,
    now_ms: i64,
    limit: i64,
) -> Result<Vec<(String, String)>> {
    let sql = "DELETE FROM jobs WHERE id IN
                 (SELECT id FROM jobs WHERE kind = $1 AND expires_at_ms <= $2 AND lease_until_ms <= $2 ORDER BY id LIMIT $3)
               AND lease_until_ms <= $2
               RETURNING id, label";
    Ok(sqlx::query_as(sql)
        .bind(kind)
        .bind(now_ms)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}
