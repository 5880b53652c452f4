//! Notices about what a migration has ended, logged for the operator at the next start. Invariant: each notice is given once.

use super::{Connection, Result};

/// Takes the notices: what kind, and how much of it.
pub async fn take(connection: &mut Connection) -> Result<Vec<(String, i64)>> {
    let sql = "DELETE FROM upgrade_notices RETURNING kind, affected";
    Ok(sqlx::query_as(sql).fetch_all(connection).await?)
}
