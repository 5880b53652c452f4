//! The last ended job of each kind that worked through a company's people. Invariant: a row is written in the transaction that finishes the job,
//! and stays until another one begins.

use super::jobs::LeasedJob;
use super::{Connection, Result};

/// A job that has ended.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EndedPeopleJob {
    /// Its identifier.
    pub job_id: String,
    /// The kind of the job.
    pub kind: String,
    /// The email domain whose people it worked through; `None`: everybody of the company.
    pub domain: Option<String>,
    /// Number of people when it was queued.
    pub total: i64,
    /// Number of people that are done.
    pub done: i64,
    /// When it was queued.
    pub began_at_ms: i64,
    /// When it ended.
    pub ended_at_ms: i64,
}

/// Records that a job has ended, in the transaction that finishes it.
pub async fn write(
    connection: &mut Connection,
    job: &LeasedJob,
    (done, total): (i64, i64),
    domain: Option<&str>,
    now_ms: i64,
) -> Result<()> {
    let sql =
        "INSERT INTO ended_people_jobs (company_id, kind, job_id, domain, total, done, began_at_ms, ended_at_ms)
               SELECT target, kind, id, CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), created_at_ms, CAST($5 AS BIGINT)
               FROM jobs WHERE id = $1
               ON CONFLICT (company_id, kind) DO UPDATE
                 SET job_id = excluded.job_id, domain = excluded.domain, total = excluded.total, done = excluded.done,
                     began_at_ms = excluded.began_at_ms, ended_at_ms = excluded.ended_at_ms";
    sqlx::query(sql)
        .bind(&job.id)
        .bind(domain)
        .bind(total)
        .bind(done)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The jobs of a company that have ended since `since_ms`.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    since_ms: i64,
) -> Result<Vec<EndedPeopleJob>> {
    let sql = "SELECT job_id, kind, domain, total, done, began_at_ms, ended_at_ms FROM ended_people_jobs
               WHERE company_id = $1 AND ended_at_ms >= $2 ORDER BY ended_at_ms, job_id";
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(since_ms)
        .fetch_all(connection)
        .await?)
}

/// Deletes the rows of a company, because another job begins.
pub async fn forget(connection: &mut Connection, company_id: &str) -> Result<()> {
    sqlx::query("DELETE FROM ended_people_jobs WHERE company_id = $1")
        .bind(company_id)
        .execute(connection)
        .await?;
    Ok(())
}
