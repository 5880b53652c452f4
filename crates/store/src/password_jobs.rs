//! Jobs by which a company's identity provider takes the sign-in of its people over, in batches: their passwords go, and all that
//! came of these or of another identity provider. Interrupted at any moment, a job goes on where it was: each batch and its place
//! are one transaction.

use serde_json::json;
use sqlx::AssertSqlSafe;

use super::account_security::{Cause, TakeOver, take_over_by_sso};
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
    /// What apps were given before came of another identity provider; 0: there was none.
    pub replaced_at_ms: i64,
}

/// Whom the company's identity provider vouches for ([`latchkey_domain::sign_in_way`]): people of its proven domains, people who
/// have come from there, and people who had an address of its domains before.
const PEOPLE: &str = "FROM accounts a WHERE a.company_id = $1 AND (
      a.email_domain IN (SELECT domain FROM email_domains WHERE company_id = $1 AND proven_at_ms IS NOT NULL)
      OR EXISTS (SELECT 1 FROM account_links l WHERE l.account_id = a.id AND l.company_id = $1)
      OR EXISTS (SELECT 1 FROM former_addresses h JOIN email_domains d ON d.domain = h.email_domain
                 WHERE h.account_id = a.id AND d.company_id = $1 AND d.proven_at_ms IS NOT NULL))";

/// How many people of the company have a password that its identity provider does not take over: their addresses are outside its
/// domains, and they never came from there.
pub async fn outside_with_password(connection: &mut Connection, company_id: &str) -> Result<i64> {
    let sql = AssertSqlSafe(format!(
        "SELECT COUNT(*) FROM accounts WHERE company_id = $1 AND password_hash IS NOT NULL AND id NOT IN (SELECT a.id {PEOPLE})"
    ));
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_one(connection)
        .await?)
}

/// Queues a job for all people of the company whom its identity provider vouches for. `replaced_at_ms`: when it took the place of
/// another one; 0 where there was none. Returns the job's identifier.
pub async fn queue(
    connection: &mut Connection,
    company_id: &str,
    replaced_at_ms: i64,
    now_ms: i64,
) -> Result<String> {
    let total: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) {PEOPLE}")))
        .bind(company_id)
        .fetch_one(&mut *connection)
        .await?;
    let id = new_id();
    let sql = "INSERT INTO password_jobs (id, company_id, status, done, total, last_account_id, created_at_ms, replaced_at_ms)
               VALUES ($1, $2, 'queued', 0, $3, '', $4, $5)";
    sqlx::query(sql)
        .bind(&id)
        .bind(company_id)
        .bind(total)
        .bind(now_ms)
        .bind(replaced_at_ms)
        .execute(connection)
        .await?;
    Ok(id)
}

/// Queues a job if somebody whom the company's identity provider vouches for still has a password, unless a job that is not finished
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
    queue(connection, company_id, 0, now_ms).await.map(Some)
}

/// The oldest job that is not finished.
pub async fn next(connection: &mut Connection) -> Result<Option<PasswordJob>> {
    let sql = "SELECT id, company_id, done, total, last_account_id, replaced_at_ms FROM password_jobs WHERE status <> 'done' ORDER BY id LIMIT 1";
    Ok(sqlx::query_as(sql).fetch_optional(connection).await?)
}

/// Does one batch of the job. `is_issuer` tells whether an issuer, as it writes itself, is the company's identity provider. Returns
/// whether anything may be left.
pub async fn run_batch(
    connection: &mut Connection,
    job: &PasswordJob,
    is_issuer: &(dyn Fn(&str) -> bool + Sync),
    now_ms: i64,
) -> Result<bool> {
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
    let by = TakeOver {
        is_issuer,
        replaced_at_ms: job.replaced_at_ms,
    };
    let cause = Cause::of_operator("account_taken_over_by_sso", json!({ "job": job.id }));
    for account_id in &batch {
        take_over_by_sso(connection, account_id, &by, &cause, now_ms).await?;
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
