//! Sign-ins whose password was right and that wait for the second factor. Invariant: such a row opens nothing by itself, and ends once.

use super::{Connection, Result};
use latchkey_system::secrets::BrowserSecrets;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SecondStep {
    /// Identifier; appears in addresses, opens nothing without the browser's secret.
    pub id: String,
    /// SHA-256 of the secret in the browser's cookie, hexadecimal.
    pub browser_hash: String,
    /// Whose password it was.
    pub account_id: String,
    /// SHA-256 of the password's hash, hexadecimal.
    pub credential_hash: String,
    /// Where to go afterwards.
    pub return_to: Option<String>,
    /// The session that goes on with it; none: one begins.
    pub session_id: Option<String>,
    /// 1: the person adds a second factor first.
    pub enrols: i64,
    /// When the password was right.
    pub begun_at_ms: i64,
    /// When it came to its end.
    pub ended_at_ms: Option<i64>,
}

/// Begins one.
pub async fn insert(connection: &mut Connection, step: &SecondStep) -> Result<()> {
    let sql =
        "INSERT INTO second_steps (id, browser_hash, account_id, credential_hash, return_to, session_id, begun_at_ms, enrols)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(sql)
        .bind(&step.id)
        .bind(&step.browser_hash)
        .bind(&step.account_id)
        .bind(&step.credential_hash)
        .bind(&step.return_to)
        .bind(&step.session_id)
        .bind(step.begun_at_ms)
        .bind(step.enrols)
        .execute(connection)
        .await?;
    Ok(())
}

/// The one with this identifier, if it is this browser's.
pub async fn by_id_and_browser(
    connection: &mut Connection,
    id: &str,
    browser: &BrowserSecrets,
) -> Result<Option<SecondStep>> {
    // Identifiers come from addresses: what is none finds nothing, and PostgreSQL takes no NUL.
    if browser.newest().is_none() || uuid::Uuid::try_parse(id).is_err() {
        return Ok(None);
    }
    let sql = "SELECT id, browser_hash, account_id, credential_hash, return_to, session_id, begun_at_ms, ended_at_ms, enrols
               FROM second_steps WHERE id = $1";
    let step: Option<SecondStep> = sqlx::query_as(sql).bind(id).fetch_optional(connection).await?;
    Ok(step.filter(|step| browser.include(&step.browser_hash)))
}

/// Ends one. Returns whether it was open: of two at once, one wins.
pub async fn end(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE second_steps SET ended_at_ms = $2 WHERE id = $1 AND ended_at_ms IS NULL";
    let done = sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets some of those that began before `before_ms`. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, before_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM second_steps WHERE id IN (SELECT id FROM second_steps WHERE begun_at_ms <= $1 LIMIT 500)";
    let done = sqlx::query(sql).bind(before_ms).execute(connection).await?;
    Ok(done.rows_affected())
}
