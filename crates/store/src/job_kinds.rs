//! Kinds of jobs as an operator sees them: how many wait, and which are paused. Invariant: of a paused kind no job begins; what runs goes
//! on to its next step, and what expires is given up.

use super::{Connection, Result};

/// What there is of a kind.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// The kind.
    pub kind: String,
    /// Jobs that wait for their turn.
    pub waiting: i64,
    /// Jobs that a node runs at this moment.
    pub running: i64,
    /// Jobs of both sorts of which at least one attempt has failed.
    pub failed_before: i64,
    /// Why an attempt failed, of the one that was tried most; empty: none.
    pub last_error: String,
}

/// What there is of each kind, by name. Kinds of which nothing waits are left out.
pub async fn standings(connection: &mut Connection, now_ms: i64) -> Result<Vec<Standing>> {
    let sql = "SELECT j.kind,
                 COUNT(CASE WHEN j.lease_until_ms <= $1 THEN 1 END) AS waiting,
                 COUNT(CASE WHEN j.lease_until_ms > $1 THEN 1 END) AS running,
                 COUNT(j.last_error) AS failed_before,
                 COALESCE((SELECT e.last_error FROM jobs e WHERE e.kind = j.kind AND e.last_error IS NOT NULL
                           ORDER BY e.attempts DESC, e.id LIMIT 1), '') AS last_error
               FROM jobs j GROUP BY j.kind ORDER BY j.kind";
    Ok(sqlx::query_as(sql).bind(now_ms).fetch_all(connection).await?)
}

/// How far jobs are that say so: identifier, kind and progress (JSON), of up to `limit` jobs.
pub async fn progress(connection: &mut Connection, limit: i64) -> Result<Vec<(String, String, String)>> {
    let sql = "SELECT id, kind, progress FROM jobs WHERE progress IS NOT NULL ORDER BY id LIMIT $1";
    Ok(sqlx::query_as(sql).bind(limit).fetch_all(connection).await?)
}

/// The kinds that are paused, by name.
pub async fn paused(connection: &mut Connection) -> Result<Vec<String>> {
    let sql = "SELECT kind FROM paused_job_kinds ORDER BY kind";
    Ok(sqlx::query_scalar(sql).fetch_all(connection).await?)
}

/// Lets no job of the kind begin. `false` where that was so.
pub async fn pause(connection: &mut Connection, kind: &str, now_ms: i64) -> Result<bool> {
    let sql = "INSERT INTO paused_job_kinds (kind, paused_at_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let done = sqlx::query(sql)
        .bind(kind)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets jobs of the kind begin again. `false` where they could.
pub async fn resume(connection: &mut Connection, kind: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM paused_job_kinds WHERE kind = $1")
        .bind(kind)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// How many of each kind are there, waiting or running.
pub async fn counts(connection: &mut Connection) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT kind, COUNT(*) FROM jobs GROUP BY kind ORDER BY kind";
    Ok(sqlx::query_as(sql).fetch_all(connection).await?)
}

/// How many of one kind are there.
pub async fn count(connection: &mut Connection, kind: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM jobs WHERE kind = $1";
    Ok(sqlx::query_scalar(sql).bind(kind).fetch_one(connection).await?)
}

/// The kinds of which there are jobs, by name: a step in the index for each, however many jobs there are.
pub async fn present(connection: &mut Connection) -> Result<Vec<String>> {
    let sql = "WITH RECURSIVE present (kind) AS
                 (SELECT MIN(kind) FROM jobs
                  UNION ALL
                  SELECT (SELECT MIN(j.kind) FROM jobs j WHERE j.kind > present.kind) FROM present WHERE present.kind IS NOT NULL)
               SELECT kind FROM present WHERE kind IS NOT NULL";
    Ok(sqlx::query_scalar(sql).fetch_all(connection).await?)
}
