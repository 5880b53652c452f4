//! What people agreed that environments may know. Invariant: `granted_at_ms` changes only when a consent is given anew, after
//! it was taken back: tokens that are older than the consent are worth nothing.

use super::{Connection, Result};
use crate::domain::consent::Agreement;
use crate::domain::scopes::Scopes;

/// The agreement of an account with an environment.
pub async fn find(
    connection: &mut Connection,
    account_id: &str,
    environment_id: &str,
) -> Result<Option<Agreement>> {
    let sql = "SELECT granted, declined FROM consents WHERE account_id = $1 AND environment_id = $2";
    let row: Option<(String, String)> = sqlx::query_as(sql)
        .bind(account_id)
        .bind(environment_id)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(granted, declined)| Agreement {
        granted: Scopes::parse(&granted),
        declined: Scopes::parse(&declined),
    }))
}

/// Remembers an agreement.
pub async fn save(
    connection: &mut Connection,
    account_id: &str,
    environment_id: &str,
    agreement: Agreement,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO consents (account_id, environment_id, granted, declined, granted_at_ms, last_used_at_ms)
               VALUES ($1, $2, $3, $4, $5, $5)
               ON CONFLICT (account_id, environment_id) DO UPDATE SET granted = excluded.granted, declined = excluded.declined";
    sqlx::query(sql)
        .bind(account_id)
        .bind(environment_id)
        .bind(agreement.granted.to_string())
        .bind(agreement.declined.to_string())
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that somebody went in by it.
pub async fn touch(
    connection: &mut Connection,
    account_id: &str,
    environment_id: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "UPDATE consents SET last_used_at_ms = $3 WHERE account_id = $1 AND environment_id = $2";
    sqlx::query(sql)
        .bind(account_id)
        .bind(environment_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes the agreement back. Returns whether there was one.
pub async fn delete(connection: &mut Connection, account_id: &str, environment_id: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM consents WHERE account_id = $1 AND environment_id = $2")
        .bind(account_id)
        .bind(environment_id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}
