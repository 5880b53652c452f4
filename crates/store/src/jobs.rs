//! The queue of jobs in the table `jobs`: queueing, leasing and finishing. A node leases a job, i.e. reserves it for a while, before it
//! runs the job. Invariant: until the lease ends, the job belongs to one attempt of one node, and a statement that any other attempt
//! runs about it changes no row.

use sqlx::AssertSqlSafe;

use super::{Connection, Result};

/// A job to queue.
#[derive(Debug)]
pub struct NewJob<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Name of its kind, which decides what code runs the job.
    pub kind: &'a str,
    /// Whom the job is for, e.g. the app that it notifies: the number of jobs that run at once is limited per kind and target. Empty
    /// where all jobs of the kind share one limit.
    pub target: &'a str,
    /// The name under which the log and the command line show the job. It holds no secret.
    pub label: &'a str,
    /// As long as the queue holds a job of this kind with this key, it takes no second one. `None`: it takes any number.
    pub idempotency_key: Option<&'a str>,
    /// JSON; where `is_sealed`, its ciphertext.
    pub payload: &'a str,
    /// Whether the payload is encrypted, with [`purpose`] as associated data.
    pub is_sealed: bool,
    /// When the platform gives the job up, in milliseconds since the Unix epoch; `None`: never.
    pub expires_at_ms: Option<i64>,
}

/// A job that this node has leased, and runs.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LeasedJob {
    /// Identifier.
    pub id: String,
    /// Name of its kind.
    pub kind: String,
    /// Whom the job is for; may be empty ([`NewJob::target`]).
    pub target: String,
    /// The name under which the log and the command line show the job.
    pub label: String,
    /// JSON; where [`LeasedJob::is_sealed`], its ciphertext.
    pub payload: String,
    is_sealed: i64,
    /// What [`save_progress`] wrote down last (JSON); `None` before the first step.
    pub progress: Option<String>,
    /// The number of this attempt, from 1.
    pub attempts: i64,
    lease_holder: String,
    /// When the platform gives the job up, in milliseconds since the Unix epoch; `None`: never.
    pub expires_at_ms: Option<i64>,
}

impl LeasedJob {
    /// Whether the payload is encrypted, with [`purpose`] as associated data.
    pub const fn is_sealed(&self) -> bool {
        self.is_sealed == 1
    }
}

/// Which node leases jobs, and until when.
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    /// Identifier of the node.
    pub holder: &'a str,
    /// Now, in milliseconds since the Unix epoch.
    pub now_ms: i64,
    /// When the lease ends, in milliseconds since the Unix epoch. Other nodes may take the jobs over from then on, unless [`extend`] has
    /// moved the end.
    pub until_ms: i64,
}

/// The associated data with which a job's payload is encrypted: no other job can pass the ciphertext off as its own payload.
pub fn purpose(kind: &str, id: &str) -> String {
    format!("{kind}:{id}")
}

/// The condition under which a job may begin at the time `$1` (milliseconds): its time has come, no node holds it, it has not expired,
/// and the operator has paused neither the job nor its kind.
const IS_DUE: &str =
    "run_at_ms <= $1 AND lease_until_ms <= $1 AND (expires_at_ms IS NULL OR expires_at_ms > $1) AND jobs.paused_at_ms IS NULL
                      AND NOT EXISTS (SELECT 1 FROM paused_job_kinds p WHERE p.kind = jobs.kind)";

/// The condition that the job still belongs to the attempt that runs the statement; [`own`] binds `$1` to `$3`.
const IS_OWN: &str = "id = $1 AND lease_holder = $2 AND attempts = $3";

/// Queues a job, due at once. Returns `false`, and queues nothing, where the queue holds a job with its kind and idempotency key.
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

/// Up to `limit` targets for which a job of the kind is due, the one that has waited longest first.
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

/// Whether a job of the kind is due for the target. Callers ask on a reading connection before they call [`lease`], so that a look that
/// finds nothing does not occupy SQLite's only writer.
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

/// Leases up to `limit` due jobs of a target, and counts an attempt for each. Jobs with the fewest attempts come first, so that one that
/// cannot succeed does not keep the others waiting.
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

/// Leases one job, if it is due, and counts the attempt.
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

/// The kind of a job; `None` where the queue does not hold it any more.
pub async fn kind_of(connection: &mut Connection, id: &str) -> Result<Option<String>> {
    let sql = "SELECT kind FROM jobs WHERE id = $1";
    Ok(sqlx::query_scalar(sql)
        .bind(id)
        .fetch_optional(connection)
        .await?)
}

/// The statement that leases the rows for which the condition `picked` holds. On PostgreSQL, nodes that lease at the same moment skip
/// each other's rows; SQLite has only one writer at a time. `MATERIALIZED` makes the database choose the rows once: a plan that chose
/// them again for each row would lease more than the limit.
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

/// Runs a statement about a job that belongs to this attempt. The statement's condition is [`IS_OWN`]; `number` and `text` are its next
/// parameters, from `$4` on. Returns `false` where the job belongs to another attempt by now, or is deleted.
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

/// Extends the lease to `until_ms` (milliseconds since the Unix epoch). On `false` the job belongs to another attempt by now, or is
/// deleted, and whoever runs it has to stop.
pub async fn extend(connection: &mut Connection, job: &LeasedJob, until_ms: i64) -> Result<bool> {
    let sql = format!("UPDATE jobs SET lease_until_ms = $4 WHERE {IS_OWN}");
    own(connection, job, sql, Some(until_ms), None).await
}

/// Writes down how far the job has come, in the transaction that holds the step's own changes, and clears the last error. On `false` the
/// caller must not commit that transaction: the job belongs to another attempt by now, or the operator has paused the job or its kind.
pub async fn save_progress(connection: &mut Connection, job: &LeasedJob, progress: &str) -> Result<bool> {
    let sql = format!(
        "UPDATE jobs SET progress = $4, last_error = NULL WHERE {IS_OWN} AND paused_at_ms IS NULL
           AND NOT EXISTS (SELECT 1 FROM paused_job_kinds p WHERE p.kind = jobs.kind)"
    );
    own(connection, job, sql, None, Some(progress)).await
}

/// Deletes a job that is done, or given up. On `false` the job belongs to another attempt by now, and the caller must not commit the
/// transaction, which holds the job's own changes.
pub async fn finish(connection: &mut Connection, job: &LeasedJob) -> Result<bool> {
    let sql = format!("DELETE FROM jobs WHERE {IS_OWN}");
    own(connection, job, sql, None, None).await
}

/// Ends the lease after an attempt that failed; the job is due again at `run_at_ms` (milliseconds since the Unix epoch). `last_error` says
/// why, in the platform's words: those of another server may hold an address. Returns `false` where the job belongs to another attempt.
pub async fn put_off(
    connection: &mut Connection,
    job: &LeasedJob,
    run_at_ms: i64,
    last_error: &str,
) -> Result<bool> {
    let sql = format!("UPDATE jobs SET run_at_ms = $4, last_error = $5, lease_until_ms = 0 WHERE {IS_OWN}");
    own(connection, job, sql, Some(run_at_ms), Some(last_error)).await
}

/// Ends the lease after a step that succeeded; the next step is due at `run_at_ms` (milliseconds since the Unix epoch). Returns `false`
/// where the job belongs to another attempt.
pub async fn postpone(connection: &mut Connection, job: &LeasedJob, run_at_ms: i64) -> Result<bool> {
    let sql = format!("UPDATE jobs SET run_at_ms = $4, lease_until_ms = 0 WHERE {IS_OWN}");
    own(connection, job, sql, Some(run_at_ms), None).await
}

/// Ends the lease and changes nothing else: the job stays due, and any node may take it. Returns `false` where it belongs to another
/// attempt.
pub async fn release(connection: &mut Connection, job: &LeasedJob) -> Result<bool> {
    let sql = format!("UPDATE jobs SET lease_until_ms = 0 WHERE {IS_OWN}");
    own(connection, job, sql, None, None).await
}

/// Leaves a target alone that does not respond: its jobs that are due and that no node holds are due at `until_ms` instead (milliseconds
/// since the Unix epoch).
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
