//! Jobs that mail a company's people when single sign-on is activated: they sign in by it from now on. Invariant: people are processed in the order of their
//! identifiers; all up to the job's progress are done.

use latchkey_domain::people_job::Pace;
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;

use super::password_jobs::VOUCHED_FOR;
use super::{Connection, Result, StoreError, ended_people_jobs, jobs, new_id};

/// The kind of these jobs. Their target is the company.
pub const KIND: &str = "sso_notices";

/// The payload of such a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoNotices {
    /// Number of people, counted when the job was queued.
    pub total: i64,
    /// What an admin adds; empty for nothing.
    pub notice: String,
}

/// The progress of such a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesProgress {
    /// Number of people that are done, mailed or not.
    pub done: i64,
    /// Account of the last person that is done; people are processed in the order of these identifiers.
    pub last_account_id: String,
    /// How long the job has worked so far.
    #[serde(default)]
    pub pace: Pace,
}

/// Which of these people get the mail: deactivated accounts and those of programs do not, and admins get a mail of their own.
pub(super) const READERS: &str =
    "a.deactivated_at_ms IS NULL AND a.service_account = 0 AND a.company_admin = 0";

/// How many people are mailed when single sign-on is activated. Reads all of the company's people once.
pub async fn count(connection: &mut Connection, company_id: &str) -> Result<i64> {
    let sql = AssertSqlSafe(format!(
        "SELECT COUNT(*) FROM accounts a WHERE a.company_id = $1 AND {VOUCHED_FOR} AND {READERS}"
    ));
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_one(connection)
        .await?)
}

/// Queues a job for all of them, if there are any. `notice`: what an admin adds to the mail.
pub async fn queue(connection: &mut Connection, company_id: &str, notice: &str, now_ms: i64) -> Result<()> {
    let total = count(connection, company_id).await?;
    if total == 0 {
        return Ok(());
    }
    ended_people_jobs::forget(connection, company_id).await?;
    let payload = SsoNotices {
        total,
        notice: notice.to_owned(),
    };
    let job = jobs::NewJob {
        id: &new_id(),
        kind: KIND,
        target: company_id,
        label: "",
        idempotency_key: None,
        payload: &serde_json::to_string(&payload).map_err(|_| StoreError::Corrupt("jobs.payload"))?,
        is_sealed: false,
        expires_at_ms: None,
    };
    jobs::insert(connection, &job, now_ms).await?;
    Ok(())
}

/// Ends the job of a company, also one that runs. Call it before accounts or the company are locked, as a batch does.
pub async fn cancel(connection: &mut Connection, company_id: &str) -> Result<()> {
    sqlx::query("DELETE FROM jobs WHERE kind = $1 AND target = $2")
        .bind(KIND)
        .bind(company_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The up to `limit` people whose turn is next, by identifier; none where all are done.
pub async fn next_batch(
    connection: &mut Connection,
    company_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<String>> {
    let sql = AssertSqlSafe(format!(
        "SELECT a.id FROM accounts a WHERE a.company_id = $1 AND {VOUCHED_FOR} AND {READERS} AND a.id > $2 ORDER BY a.id LIMIT $3"
    ));
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}
