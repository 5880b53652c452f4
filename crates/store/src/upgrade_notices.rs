//! What a migration ended of what earlier releases had left open. Invariant: it is said once.

use super::{Connection, Result};

/// Takes the notices: what kind, and how much of it.
pub async fn take(connection: &mut Connection) -> Result<Vec<(String, i64)>> {
    let sql = "DELETE FROM upgrade_notices RETURNING kind, affected";
    Ok(sqlx::query_as(sql).fetch_all(connection).await?)
}
