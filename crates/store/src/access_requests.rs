//! Requests for access to environments. Invariants: a person has one for each environment; it is made anew once a day at most; of two who
//! decide one at once, one does.

use super::{Connection, Result};

/// How often somebody may ask for the same, in milliseconds: once a day.
pub const PAUSE_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a request is kept after it was made, in milliseconds: 90 days.
pub const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// The most requests that a list has.
const MOST_LISTED: i64 = 100;
/// Requests deleted in one statement.
const PURGE_BATCH: i64 = 500;

/// A request that waits.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AccessRequest {
    /// Identifier.
    pub id: String,
    /// The account that asks for access.
    pub account_id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// When the person asked, in milliseconds since the Unix epoch.
    pub asked_at_ms: i64,
    /// 1 where the person is invited, and has not accepted yet.
    pub is_invited: i64,
}

/// `$3` is this moment.
const COLUMNS: &str = "r.id, r.account_id, a.email, a.first_name, a.last_name, r.asked_at_ms,
      (SELECT COUNT(*) FROM app_invitations i WHERE i.environment_id = r.environment_id AND i.email_key = a.email_key
         AND i.accepted_at_ms IS NULL AND i.withdrawn_at_ms IS NULL AND i.expires_at_ms > $3) AS is_invited
    FROM access_requests r JOIN accounts a ON a.id = r.account_id AND a.deactivated_at_ms IS NULL
    AND NOT EXISTS (SELECT 1 FROM access_grants g WHERE g.environment_id = r.environment_id AND g.account_id = r.account_id)";

/// Makes a request, or makes it anew. Returns whether it was made: not where the person asked within a day.
pub async fn ask(
    connection: &mut Connection,
    id: &str,
    environment_id: &str,
    account_id: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql =
        "INSERT INTO access_requests (id, environment_id, account_id, asked_at_ms) VALUES ($1, $2, $3, $4)
               ON CONFLICT (environment_id, account_id) DO UPDATE
               SET id = excluded.id, asked_at_ms = excluded.asked_at_ms, decided_at_ms = NULL
               WHERE access_requests.asked_at_ms <= $5";
    let made = sqlx::query(sql)
        .bind(id)
        .bind(environment_id)
        .bind(account_id)
        .bind(now_ms)
        .bind(now_ms - PAUSE_MS)
        .execute(connection)
        .await?;
    Ok(made.rows_affected() == 1)
}

/// A request of the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct RecentRequest {
    /// When the person asked, in milliseconds since the Unix epoch.
    pub asked_at_ms: i64,
    /// When it was declined, if it was.
    #[sqlx(rename = "decided_at_ms")]
    pub declined_at_ms: Option<i64>,
}

/// What somebody asked within a day, if anything.
pub async fn recent(
    connection: &mut Connection,
    environment_id: &str,
    account_id: &str,
    now_ms: i64,
) -> Result<Option<RecentRequest>> {
    let sql = "SELECT asked_at_ms, decided_at_ms FROM access_requests
               WHERE environment_id = $1 AND account_id = $2 AND asked_at_ms > $3";
    Ok(sqlx::query_as(sql)
        .bind(environment_id)
        .bind(account_id)
        .bind(now_ms - PAUSE_MS)
        .fetch_optional(connection)
        .await?)
}

/// The first requests that wait for an answer in an environment, the oldest first.
pub async fn waiting(
    connection: &mut Connection,
    environment_id: &str,
    now_ms: i64,
) -> Result<Vec<AccessRequest>> {
    // Constants of this file.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} WHERE r.environment_id = $1 AND r.decided_at_ms IS NULL ORDER BY r.asked_at_ms, r.id LIMIT $2"
    ));
    Ok(sqlx::query_as(sql)
        .bind(environment_id)
        .bind(MOST_LISTED)
        .bind(now_ms)
        .fetch_all(connection)
        .await?)
}

/// A request of an environment, if it waits for an answer.
pub async fn find(
    connection: &mut Connection,
    environment_id: &str,
    id: &str,
    now_ms: i64,
) -> Result<Option<AccessRequest>> {
    // It comes from outside, and PostgreSQL takes no NUL.
    if id.contains(char::is_control) {
        return Ok(None);
    }
    // Constants of this file.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} WHERE r.environment_id = $1 AND r.id = $2 AND r.decided_at_ms IS NULL"
    ));
    Ok(sqlx::query_as(sql)
        .bind(environment_id)
        .bind(id)
        .bind(now_ms)
        .fetch_optional(connection)
        .await?)
}

/// Ends a request that waits, for good: whoever loses the access again can ask anew. Returns whether it did.
pub async fn accept(connection: &mut Connection, id: &str) -> Result<bool> {
    let sql = "DELETE FROM access_requests WHERE id = $1 AND decided_at_ms IS NULL";
    let done = sqlx::query(sql).bind(id).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// Declines a request that waits. Returns whether it did.
pub async fn decline(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE access_requests SET decided_at_ms = $2 WHERE id = $1 AND decided_at_ms IS NULL";
    let done = sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets some requests that were made too long ago. Returns how many.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM access_requests WHERE id IN
                 (SELECT id FROM access_requests WHERE asked_at_ms <= $1 LIMIT $2)";
    let gone = sqlx::query(sql)
        .bind(now_ms - KEPT_MS)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}
