//! Jobs that take the passwords of a federated company's people away, in batches. Interrupted at any moment, a job goes
//! on where it was: each batch and its place are one transaction.

use sqlx::AssertSqlSafe;

use super::{Connection, Result, new_id};

/// Accounts per transaction.
const BATCH: i64 = 200;

/// A job that is not finished.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PasswordJob {
    /// Identifier.
    pub id: String,
    /// Whose people.
    pub company_id: String,
    /// Accounts done.
    pub done: i64,
    /// Accounts in all, counted when the job was queued.
    pub total: i64,
    /// Accounts up to this one are done (they go by identifier).
    pub last_account_id: String,
}

const PEOPLE: &str =
    "FROM accounts a JOIN email_domains d ON d.domain = a.email_domain AND d.proven_at_ms IS NOT NULL
                      WHERE d.company_id = $1 AND a.company_id = $1";

/// Queues a job for all accounts of the company in its proven domains. Returns its identifier.
pub async fn queue(connection: &mut Connection, company_id: &str, now_ms: i64) -> Result<String> {
    let total: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) {PEOPLE}")))
        .bind(company_id)
        .fetch_one(&mut *connection)
        .await?;
    let id = new_id();
    let sql = "INSERT INTO password_jobs (id, company_id, status, done, total, last_account_id, created_at_ms) VALUES ($1, $2, 'queued', 0, $3, '', $4)";
    sqlx::query(sql)
        .bind(&id)
        .bind(company_id)
        .bind(total)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(id)
}

/// Queues a job if an account of the company in its proven domains still has a password, unless a job that is not finished
/// will come to it: one whose place is before the first of these accounts. Returns its identifier.
pub async fn queue_where_passwords_are_left(
    connection: &mut Connection,
    company_id: &str,
    now_ms: i64,
) -> Result<Option<String>> {
    let sql = AssertSqlSafe(format!(
        "SELECT COUNT(*) {PEOPLE} AND a.password_hash IS NOT NULL AND NOT EXISTS
           (SELECT 1 FROM password_jobs j WHERE j.company_id = $1 AND j.status <> 'done' AND j.last_account_id < a.id)"
    ));
    let left: i64 = sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_one(&mut *connection)
        .await?;
    if left == 0 {
        return Ok(None);
    }
    queue(connection, company_id, now_ms).await.map(Some)
}

/// The oldest job that is not finished.
pub async fn next(connection: &mut Connection) -> Result<Option<PasswordJob>> {
    let sql = "SELECT id, company_id, done, total, last_account_id FROM password_jobs WHERE status <> 'done' ORDER BY id LIMIT 1";
    Ok(sqlx::query_as(sql).fetch_optional(connection).await?)
}

/// Does one batch of the job. Returns whether anything may be left.
pub async fn run_batch(connection: &mut Connection, job: &PasswordJob, now_ms: i64) -> Result<bool> {
    let sql = AssertSqlSafe(format!(
        "SELECT a.id {PEOPLE} AND a.id > $2 ORDER BY a.id LIMIT $3"
    ));
    let batch: Vec<String> = sqlx::query_scalar(sql)
        .bind(&job.company_id)
        .bind(&job.last_account_id)
        .bind(BATCH)
        .fetch_all(&mut *connection)
        .await?;
    if !advance(connection, job, &batch, now_ms).await? {
        // Another node has done this batch since the job was read.
        return Ok(true);
    }
    for account_id in &batch {
        let sql = "UPDATE accounts SET password_hash = NULL WHERE id = $1";
        sqlx::query(sql)
            .bind(account_id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(!batch.is_empty())
}

/// Moves the job's place behind `batch`, unless somebody else has moved it.
async fn advance(
    connection: &mut Connection,
    job: &PasswordJob,
    batch: &[String],
    now_ms: i64,
) -> Result<bool> {
    let sql =
        "UPDATE password_jobs SET status = $2, done = done + $3, last_account_id = $4, finished_at_ms = $5
               WHERE id = $1 AND last_account_id = $6 AND status <> 'done'";
    let done = sqlx::query(sql)
        .bind(&job.id)
        .bind(if batch.is_empty() { "done" } else { "running" })
        .bind(i64::try_from(batch.len()).unwrap_or(0))
        .bind(batch.last().unwrap_or(&job.last_account_id))
        .bind(batch.is_empty().then_some(now_ms))
        .bind(&job.last_account_id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}
