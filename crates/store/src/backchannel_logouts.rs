//! Apps that are to be told that a session is over. Invariant: two nodes never hold the same row at the same time, as long as a
//! try takes less than its lease.

use super::apps::Registration;
use super::selection::Selection;
use super::token_families::Which;
use super::{Connection, Result, StoreError};
use latchkey_domain::logout_delivery::PATIENCE_MS;

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// An app that waits to be told.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct WaitingLogout {
    /// The session that is over (`sid`).
    pub session_id: String,
    /// The environment that is told.
    pub environment_id: String,
    /// Whose session it was (`sub`).
    pub account_id: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it is due, or somebody's lease of it ends. Milliseconds since the Unix epoch.
    pub next_try_at_ms: i64,
    /// When it is given up.
    pub expires_at_ms: i64,
}

/// Queues a token for every environment that was given tokens in the session, and can be told. For the transaction that ends it.
pub(super) async fn queue(
    connection: &mut Connection,
    session_id: &str,
    account_id: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "SELECT id, registration FROM app_environments
               WHERE deleted_at_ms IS NULL
                 AND id IN (SELECT environment_id FROM token_families WHERE session_id = $1)";
    let known: Vec<(String, String)> = sqlx::query_as(sql)
        .bind(session_id)
        .fetch_all(&mut *connection)
        .await?;
    for (environment_id, registration) in known {
        if can_be_told(&registration)? {
            insert(connection, session_id, &environment_id, account_id, now_ms).await?;
        }
    }
    Ok(())
}

/// Queues a token for every environment that was given tokens in a session of the accounts which is gone, and holds them still: for
/// the transaction that ends all of these, behind the end of the sessions. An app's own session may live on although ours has run
/// out.
pub(super) async fn queue_outlived(
    connection: &mut Connection,
    who: Selection<'_>,
    which: Which,
    now_ms: i64,
) -> Result<()> {
    let (account, now) = (who.names("account_id"), who.next());
    let ending = which.condition(now + 1);
    // All parts are constants of this folder.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT DISTINCT f.session_id, f.environment_id, f.account_id, e.registration
         FROM (SELECT session_id, environment_id, account_id FROM token_families
               WHERE {account} AND {ending} AND revoked_at_ms IS NULL AND ends_at_ms > ${now}) f
           JOIN app_environments e ON e.id = f.environment_id
         WHERE e.deleted_at_ms IS NULL AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = f.session_id)"
    ));
    let mut query = sqlx::query_as(sql);
    for value in who.values() {
        query = query.bind(value);
    }
    let known: Vec<(String, String, String, String)> = query
        .bind(now_ms)
        .bind(which.moment_ms())
        .fetch_all(&mut *connection)
        .await?;
    for (session_id, environment_id, account_id, registration) in known {
        if can_be_told(&registration)? {
            insert(connection, &session_id, &environment_id, &account_id, now_ms).await?;
        }
    }
    Ok(())
}

/// Queues a token for every session in which an environment was given tokens, and that is live or outlived by what the environment
/// still holds. For the transaction in which it is deleted. Returns how many sessions it is told of.
pub(super) async fn queue_of_environment(
    connection: &mut Connection,
    environment_id: &str,
    registration: &Registration,
    now_ms: i64,
) -> Result<u64> {
    if registration.settings.backchannel_logout_uri.is_none() {
        return Ok(0);
    }
    let sql = "INSERT INTO backchannel_logouts (session_id, environment_id, account_id, created_at_ms, next_try_at_ms, expires_at_ms)
               SELECT DISTINCT f.session_id, f.environment_id, f.account_id, CAST($2 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT)
               FROM token_families f
               WHERE f.environment_id = $1 AND ((f.revoked_at_ms IS NULL AND f.ends_at_ms > $2)
                                                OR f.session_id IN (SELECT id FROM sessions))
               ON CONFLICT (session_id, environment_id) DO NOTHING";
    let queued = sqlx::query(sql)
        .bind(environment_id)
        .bind(now_ms)
        .bind(now_ms + PATIENCE_MS)
        .execute(connection)
        .await?;
    Ok(queued.rows_affected())
}

fn can_be_told(registration: &str) -> Result<bool> {
    let registration: Registration = serde_json::from_str(registration)
        .map_err(|_| StoreError::Corrupt("app_environments.registration"))?;
    Ok(registration.settings.backchannel_logout_uri.is_some())
}

async fn insert(
    connection: &mut Connection,
    session_id: &str,
    environment_id: &str,
    account_id: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO backchannel_logouts (session_id, environment_id, account_id, created_at_ms, next_try_at_ms, expires_at_ms)
               VALUES ($1, $2, $3, $4, $4, $5) ON CONFLICT (session_id, environment_id) DO NOTHING";
    sqlx::query(sql)
        .bind(session_id)
        .bind(environment_id)
        .bind(account_id)
        .bind(now_ms)
        .bind(now_ms + PATIENCE_MS)
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to `limit` environments with something due, the longest due first.
pub async fn environments_due(connection: &mut Connection, now_ms: i64, limit: i64) -> Result<Vec<String>> {
    let sql = "SELECT environment_id FROM backchannel_logouts WHERE next_try_at_ms <= $1
               GROUP BY environment_id ORDER BY MIN(next_try_at_ms) LIMIT $2";
    Ok(sqlx::query_scalar(sql)
        .bind(now_ms)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// Up to `limit` rows of an environment that are due: those first that have been tried least, so that one that the app cannot
/// take does not keep the others waiting.
pub async fn due_of(
    connection: &mut Connection,
    environment_id: &str,
    now_ms: i64,
    limit: i64,
) -> Result<Vec<WaitingLogout>> {
    let sql = "SELECT session_id, environment_id, account_id, tries, next_try_at_ms, expires_at_ms FROM backchannel_logouts
               WHERE environment_id = $1 AND next_try_at_ms <= $2 ORDER BY tries, next_try_at_ms, session_id LIMIT $3";
    Ok(sqlx::query_as(sql)
        .bind(environment_id)
        .bind(now_ms)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// How many wait.
pub async fn count(connection: &mut Connection) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM backchannel_logouts")
        .fetch_one(connection)
        .await?)
}

/// Takes the row until `until_ms`, and counts the try. `false` where somebody else was quicker, or it is gone.
pub async fn claim(connection: &mut Connection, waiting: &WaitingLogout, until_ms: i64) -> Result<bool> {
    let sql = "UPDATE backchannel_logouts SET next_try_at_ms = $3, tries = tries + 1
               WHERE session_id = $1 AND environment_id = $2 AND next_try_at_ms = $4 AND tries = $5";
    let claimed = sqlx::query(sql)
        .bind(&waiting.session_id)
        .bind(&waiting.environment_id)
        .bind(until_ms)
        .bind(waiting.next_try_at_ms)
        .bind(waiting.tries)
        .execute(connection)
        .await?;
    Ok(claimed.rows_affected() == 1)
}

/// Says when the next try is, and why the last one came to nothing (words of ours).
pub async fn put_off(
    connection: &mut Connection,
    waiting: &WaitingLogout,
    next_try_at_ms: i64,
    last_error: &str,
) -> Result<()> {
    let sql = "UPDATE backchannel_logouts SET next_try_at_ms = $3, last_error = $4 WHERE session_id = $1 AND environment_id = $2";
    sqlx::query(sql)
        .bind(&waiting.session_id)
        .bind(&waiting.environment_id)
        .bind(next_try_at_ms)
        .bind(last_error)
        .execute(connection)
        .await?;
    Ok(())
}

/// Leaves an environment alone for a while: whatever is due there is due then.
pub async fn put_off_due_of(
    connection: &mut Connection,
    environment_id: &str,
    now_ms: i64,
    until_ms: i64,
) -> Result<()> {
    let sql = "UPDATE backchannel_logouts SET next_try_at_ms = $3 WHERE environment_id = $1 AND next_try_at_ms <= $2";
    sqlx::query(sql)
        .bind(environment_id)
        .bind(now_ms)
        .bind(until_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets a row: the app was told, or will not be.
pub async fn delete(connection: &mut Connection, waiting: &WaitingLogout) -> Result<()> {
    sqlx::query("DELETE FROM backchannel_logouts WHERE session_id = $1 AND environment_id = $2")
        .bind(&waiting.session_id)
        .bind(&waiting.environment_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets some of those whose time is over. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM backchannel_logouts WHERE (session_id, environment_id) IN
               (SELECT session_id, environment_id FROM backchannel_logouts WHERE expires_at_ms <= $1 LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(now_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
