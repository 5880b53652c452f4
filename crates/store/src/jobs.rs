//! The queue of jobs: queueing, leasing and finishing. Invariant: until its lease ends, a job belongs to one attempt of one node; a
//! statement of any other attempt matches no row.

use sqlx::AssertSqlSafe;

use super::{Connection, Result};

/// A job to queue.
#[derive(Debug)]
pub struct NewJob<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Its kind.
    pub kind: &'a str,
    /// What the number of its like that run at once is limited by, besides the kind; may be empty.
    pub target: &'a str,
    /// What the log and the command line call it; no secret.
    pub label: &'a str,
    /// As long as a job of this kind and key is there, no other is queued.
    pub idempotency_key: Option<&'a str>,
    /// JSON, or that encrypted.
    pub payload: &'a str,
    /// Whether the payload is encrypted, for [`purpose`].
    pub is_sealed: bool,
    /// When it is given up, in milliseconds since the Unix epoch; `None`: never.
    pub expires_at_ms: Option<i64>,
}

/// A job that this node runs.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LeasedJob {
    /// Identifier.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its target; may be empty.
    pub target: String,
    /// What the log and the command line call it.
    pub label: String,
    /// JSON, or that encrypted.
    pub payload: String,
    is_sealed: i64,
    /// How far it is (JSON); `None` at first.
    pub progress: Option<String>,
    /// The number of this attempt, from 1.
    pub attempts: i64,
    lease_holder: String,
    /// When it is given up.
    pub expires_at_ms: Option<i64>,
}

impl LeasedJob {
    /// Whether the payload is encrypted, for [`purpose`].
    pub const fn is_sealed(&self) -> bool {
        self.is_sealed == 1
    }
}

/// For which node, and for how long, jobs are leased.
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    /// The node.
    pub holder: &'a str,
    /// Now, in milliseconds since the Unix epoch.
    pub now_ms: i64,
    /// When others may take the jobs over, unless the lease is extended.
    pub until_ms: i64,
}

/// What a job's payload is encrypted for (associated data).
pub fn purpose(kind: &str, id: &str) -> String {
    format!("{kind}:{id}")
}

/// What a row must fulfil to be begun, at the time `$1`.
const IS_DUE: &str =
    "run_at_ms <= $1 AND lease_until_ms <= $1 AND (expires_at_ms IS NULL OR expires_at_ms > $1) AND jobs.paused_at_ms IS NULL
                      AND NOT EXISTS (SELECT 1 FROM paused_job_kinds p WHERE p.kind = jobs.kind)";

/// Whose row it still is: `$1` to `$3` are [`own`]'s values.
const IS_OWN: &str = "id = $1 AND lease_holder = $2 AND attempts = $3";

/// Queues a job, due at once. `false` where one with its key is there.
pub async fn insert(connection: &mut Connection, job: &NewJob<'_>, now_ms: i64) -> Result<bool> {
    let sql = "INSERT INTO jobs (id, kind, target, label, idempotency_key, payload, is_sealed, created_at_ms, run_at_ms, expires_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) ON CONFLICT DO NOTHING";
    let inserted = sqlx::query(sql)
        .bind(job.id)
        .bind(job.kind)
        .bind(job.target)
        .bind(job.label)
        .bind(job.idempotency_key)
        .bind(job.payload)
        .bind(i64::from(job.is_sealed))
        .bind(now_ms)
        .bind(job.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Up to `limit` targets of a kind with something due, the longest due first.
pub async fn targets_due(
    connection: &mut Connection,
    kind: &str,
    now_ms: i64,
    limit: i64,
) -> Result<Vec<String>> {
    let sql = AssertSqlSafe(format!(
        "SELECT target FROM jobs WHERE {IS_DUE} AND kind = $2
         GROUP BY target ORDER BY MIN(run_at_ms), target LIMIT $3"
    ));
    Ok(sqlx::query_scalar(sql)
        .bind(now_ms)
        .bind(kind)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// Whether the target has something due: to be asked with a reader, before [`lease`] takes the writer.
pub async fn is_any_due(connection: &mut Connection, kind: &str, target: &str, now_ms: i64) -> Result<bool> {
    let sql = AssertSqlSafe(format!(
        "SELECT id FROM jobs WHERE {IS_DUE} AND kind = $2 AND target = $3 LIMIT 1"
    ));
    let due: Option<String> = sqlx::query_scalar(sql)
        .bind(now_ms)
        .bind(kind)
        .bind(target)
        .fetch_optional(connection)
        .await?;
    Ok(due.is_some())
}

/// Takes up to `limit` jobs of a target that are due, and counts the attempt: those first that have been tried least, so that one
/// that cannot succeed does not keep the others waiting.
pub async fn lease(
    connection: &mut Connection,
    kind: &str,
    target: &str,
    lease: Lease<'_>,
    limit: i64,
) -> Result<Vec<LeasedJob>> {
    let picked = format!("{IS_DUE} AND kind = $4 AND target = $5 ORDER BY attempts, run_at_ms, id LIMIT $6");
    let sql = AssertSqlSafe(leasing(connection, &picked));
    Ok(sqlx::query_as(sql)
        .bind(lease.now_ms)
        .bind(lease.holder)
        .bind(lease.until_ms)
        .bind(kind)
        .bind(target)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// Takes one job, if it is due.
pub async fn lease_one(connection: &mut Connection, id: &str, lease: Lease<'_>) -> Result<Option<LeasedJob>> {
    let sql = AssertSqlSafe(leasing(connection, &format!("{IS_DUE} AND id = $4")));
    Ok(sqlx::query_as(sql)
        .bind(lease.now_ms)
        .bind(lease.holder)
        .bind(lease.until_ms)
        .bind(id)
        .fetch_optional(connection)
        .await?)
}

/// Of which kind a job is; `None` where it is gone.
pub async fn kind_of(connection: &mut Connection, id: &str) -> Result<Option<String>> {
    let sql = "SELECT kind FROM jobs WHERE id = $1";
    Ok(sqlx::query_scalar(sql)
        .bind(id)
        .fetch_optional(connection)
        .await?)
}

/// The statement that leases the rows which `picked` says. Nodes that look at the same moment pass each other's rows by; SQLite's
/// writer is alone anyway. The rows are picked once (`MATERIALIZED`): a plan that picked anew for each row would take too many.
fn leasing(connection: &Connection, picked: &str) -> String {
    let skip = match connection.backend_name() {
        "PostgreSQL" => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    format!(
        "WITH picked AS MATERIALIZED (SELECT id FROM jobs WHERE {picked} {skip})
         UPDATE jobs SET lease_holder = $2, lease_until_ms = $3, attempts = attempts + 1
         WHERE id IN (SELECT id FROM picked)
         RETURNING id, kind, target, label, payload, is_sealed, progress, attempts, lease_holder, expires_at_ms"
    )
}

/// Runs a statement about a job that this attempt holds; `$4` and `$5` are a number and a text. `false` where it is another's, or gone.
async fn own(
    connection: &mut Connection,
    job: &LeasedJob,
    sql: String,
    number: Option<i64>,
    text: Option<&str>,
) -> Result<bool> {
    let mut query = sqlx::query(AssertSqlSafe(sql))
        .bind(&job.id)
        .bind(&job.lease_holder)
        .bind(job.attempts);
    if let Some(number) = number {
        query = query.bind(number);
    }
    if let Some(text) = text {
        query = query.bind(text);
    }
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

/// Extends the lease. `false` where the job is another's by now, or gone: whoever runs it has to stop.
pub async fn extend(connection: &mut Connection, job: &LeasedJob, until_ms: i64) -> Result<bool> {
    let sql = format!("UPDATE jobs SET lease_until_ms = $4 WHERE {IS_OWN}");
    own(connection, job, sql, Some(until_ms), None).await
}

/// Writes down how far the job is, in the transaction of what was done; what failed before is over. `false` where that transaction must not be
/// committed: the job is another's by now, or it is paused, or its kind is.
pub async fn save_progress(connection: &mut Connection, job: &LeasedJob, progress: &str) -> Result<bool> {
    let sql = format!(
        "UPDATE jobs SET progress = $4, last_error = NULL WHERE {IS_OWN} AND paused_at_ms IS NULL
           AND NOT EXISTS (SELECT 1 FROM paused_job_kinds p WHERE p.kind = jobs.kind)"
    );
    own(connection, job, sql, None, Some(progress)).await
}

/// Deletes a job that is done, or given up. `false` where it is another's by now: what was done in the same transaction must not be
/// committed.
pub async fn finish(connection: &mut Connection, job: &LeasedJob) -> Result<bool> {
    let sql = format!("DELETE FROM jobs WHERE {IS_OWN}");
    own(connection, job, sql, None, None).await
}

/// Gives the job back until `run_at_ms`, and says why the attempt failed (words of ours).
pub async fn put_off(
    connection: &mut Connection,
    job: &LeasedJob,
    run_at_ms: i64,
    last_error: &str,
) -> Result<bool> {
    let sql = format!("UPDATE jobs SET run_at_ms = $4, last_error = $5, lease_until_ms = 0 WHERE {IS_OWN}");
    own(connection, job, sql, Some(run_at_ms), Some(last_error)).await
}

/// Gives the job back until `run_at_ms`: its next step is not due before.
pub async fn postpone(connection: &mut Connection, job: &LeasedJob, run_at_ms: i64) -> Result<bool> {
    let sql = format!("UPDATE jobs SET run_at_ms = $4, lease_until_ms = 0 WHERE {IS_OWN}");
    own(connection, job, sql, Some(run_at_ms), None).await
}

/// Gives the job back as it is: it is due at once.
pub async fn release(connection: &mut Connection, job: &LeasedJob) -> Result<bool> {
    let sql = format!("UPDATE jobs SET lease_until_ms = 0 WHERE {IS_OWN}");
    own(connection, job, sql, None, None).await
}

/// Leaves a target alone for a while: what is due there, and nobody runs, is due then.
pub async fn rest_target(
    connection: &mut Connection,
    kind: &str,
    target: &str,
    now_ms: i64,
    until_ms: i64,
) -> Result<()> {
    let sql = "UPDATE jobs SET run_at_ms = $4 WHERE kind = $2 AND target = $3 AND run_at_ms <= $1 AND lease_until_ms <= $1";
    sqlx::query(sql)
        .bind(now_ms)
        .bind(kind)
        .bind(target)
        .bind(until_ms)
        .execute(connection)
        .await?;
    Ok(())
}
