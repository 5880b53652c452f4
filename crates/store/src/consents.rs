//! What people have consented to, by environment. Invariant: `granted_at_ms` changes only when a revoked consent is given anew:
//! tokens issued before it are invalid.

use super::selection::Selection;
use super::{Connection, Result};
use latchkey_domain::consent::Agreement;
use latchkey_domain::scopes::Scopes;

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

/// Forgets what the accounts agreed to.
pub(super) async fn delete_of_accounts(connection: &mut Connection, who: Selection<'_>) -> Result<()> {
    // Every part is a constant of this crate; values are bound.
    let sql = sqlx::AssertSqlSafe(format!("DELETE FROM consents WHERE {}", who.names("account_id")));
    let mut query = sqlx::query(sql);
    for value in who.values() {
        query = query.bind(value);
    }
    query.execute(connection).await?;
    Ok(())
}

/// A consent, for the list of its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedConsent {
    /// The environment.
    pub environment_id: String,
    /// Name of its app.
    pub app: String,
    /// Name of the environment.
    pub environment: String,
    /// What was agreed to.
    pub granted: Scopes,
    /// When it was granted.
    pub granted_at_ms: i64,
    /// When the person last went in by it, or the app last renewed what it got by it.
    pub last_used_at_ms: i64,
}

/// The consents of an account, by app name, then environment name.
pub async fn of_account(connection: &mut Connection, account_id: &str) -> Result<Vec<ListedConsent>> {
    let sql = "SELECT e.id, p.name, e.name, c.granted, c.granted_at_ms, c.last_used_at_ms,
                 COALESCE((SELECT MAX(f.refreshed_at_ms) FROM token_families f
                           WHERE f.account_id = c.account_id AND f.environment_id = c.environment_id
                             AND f.created_at_ms >= c.granted_at_ms), 0)
               FROM consents c JOIN app_environments e ON e.id = c.environment_id JOIN apps p ON p.id = e.app_id
               WHERE c.account_id = $1 AND e.deleted_at_ms IS NULL ORDER BY p.name, e.name, e.id";
    let rows: Vec<(String, String, String, String, i64, i64, i64)> =
        sqlx::query_as(sql).bind(account_id).fetch_all(connection).await?;
    let listed = rows.into_iter().map(|row| ListedConsent {
        environment_id: row.0,
        app: row.1,
        environment: row.2,
        granted: Scopes::parse(&row.3),
        granted_at_ms: row.4,
        last_used_at_ms: row.5.max(row.6),
    });
    Ok(listed.collect())
}
