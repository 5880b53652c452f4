//! Jobs that move a company's people to SSO, in batches: passwords are deleted, and whatever came of them or of another identity
//! provider ends. Invariant: people are processed in the order of their identifiers; all up to the job's progress are done.

use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;

use latchkey_domain::people_job::Pace;

use super::{Connection, Result, StoreError, ended_people_jobs, jobs, new_id};

/// The number of people from which on a batch is read in the order of all accounts' identifiers.
const MANY: i64 = 5_000;

/// The kind of these jobs. Their target is the company.
pub const KIND: &str = "sso_takeover";

/// The payload of such a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordJob {
    /// Number of people, counted when the job was queued.
    pub total: i64,
    /// What apps were given before came of another identity provider; 0: there was none.
    pub replaced_at_ms: i64,
}

/// The progress of such a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeoverProgress {
    /// Number of people that are done.
    pub done: i64,
    /// Account of the last person that is done; people are processed in the order of these identifiers.
    pub last_account_id: String,
    /// How long the job has worked so far.
    #[serde(default)]
    pub pace: Pace,
}

/// Whom the company's identity provider vouches for ([`latchkey_domain::sign_in_way`]): people of its proven domains, people who
/// have come from there, and people who had an address of its domains before. A condition on an account `a`; `$1` is the company.
pub(super) const VOUCHED_FOR: &str =
    "(a.email_domain IN (SELECT domain FROM email_domains WHERE company_id = $1 AND proven_at_ms IS NOT NULL)
      OR EXISTS (SELECT 1 FROM account_links l WHERE l.account_id = a.id AND l.company_id = $1)
      OR EXISTS (SELECT 1 FROM former_addresses h JOIN email_domains d ON d.domain = h.email_domain
                 WHERE h.account_id = a.id AND d.company_id = $1 AND d.proven_at_ms IS NOT NULL))";

/// How many people of the company have a password that its identity provider does not take over: their addresses are outside its
/// domains, and they never came from there.
pub async fn outside_with_password(connection: &mut Connection, company_id: &str) -> Result<i64> {
    let sql = AssertSqlSafe(format!(
        "SELECT COUNT(*) FROM accounts a WHERE a.company_id = $1 AND a.password_hash IS NOT NULL AND NOT {VOUCHED_FOR}"
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
    let total: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
        "SELECT COUNT(*) FROM accounts a WHERE a.company_id = $1 AND {VOUCHED_FOR}"
    )))
    .bind(company_id)
    .fetch_one(&mut *connection)
    .await?;
    ended_people_jobs::forget(connection, company_id).await?;
    let id = new_id();
    let payload = PasswordJob {
        total,
        replaced_at_ms,
    };
    let job = jobs::NewJob {
        id: &id,
        kind: KIND,
        target: company_id,
        label: "",
        idempotency_key: None,
        payload: &serde_json::to_string(&payload).map_err(|_| StoreError::Corrupt("jobs.payload"))?,
        is_sealed: false,
        expires_at_ms: None,
    };
    jobs::insert(connection, &job, now_ms).await?;
    Ok(id)
}

/// Queues a job if somebody whom the company's identity provider vouches for still has a password, unless a job that is not finished
/// will come to it: one whose place is before the first of these accounts. Returns its identifier.
pub async fn queue_where_passwords_are_left(
    connection: &mut Connection,
    company_id: &str,
    now_ms: i64,
) -> Result<Option<String>> {
    let furthest_behind = progress_of(connection, company_id)
        .await?
        .into_iter()
        .map(|progress| progress.last_account_id)
        .min();
    let out_of_reach = match furthest_behind {
        Some(_) => "AND a.id <= $2",
        None => "",
    };
    let sql = AssertSqlSafe(format!(
        "SELECT COUNT(*) FROM accounts a WHERE a.company_id = $1 AND {VOUCHED_FOR} AND a.password_hash IS NOT NULL {out_of_reach}"
    ));
    let mut query = sqlx::query_scalar(sql).bind(company_id);
    if let Some(place) = &furthest_behind {
        query = query.bind(place);
    }
    let left: i64 = query.fetch_one(&mut *connection).await?;
    if left == 0 {
        return Ok(None);
    }
    queue(connection, company_id, 0, now_ms).await.map(Some)
}

/// Ends the jobs of a company, also one that runs: its next batch finds that it has lost the job. Call it before accounts or the company are
/// locked, as a batch does.
pub async fn cancel(connection: &mut Connection, company_id: &str) -> Result<()> {
    sqlx::query("DELETE FROM jobs WHERE kind = $1 AND target = $2")
        .bind(KIND)
        .bind(company_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// How far the jobs of a company are that are not finished.
async fn progress_of(connection: &mut Connection, company_id: &str) -> Result<Vec<TakeoverProgress>> {
    let sql = "SELECT COALESCE(progress, '') FROM jobs WHERE kind = $1 AND target = $2";
    let progress: Vec<String> = sqlx::query_scalar(sql)
        .bind(KIND)
        .bind(company_id)
        .fetch_all(connection)
        .await?;
    let read = |text: &String| match text.as_str() {
        "" => Ok(TakeoverProgress::default()),
        text => serde_json::from_str(text).map_err(|_| StoreError::Corrupt("jobs.progress")),
    };
    progress.iter().map(read).collect()
}

/// The people whose turn is next, by identifier; none where all are done. `total`: about how many there are in all.
pub async fn next_batch(
    connection: &mut Connection,
    company_id: &str,
    (progress, total): (&TakeoverProgress, i64),
    limit: i64,
) -> Result<Vec<String>> {
    let walk = AssertSqlSafe(format!(
        "SELECT a.id FROM accounts a WHERE {} = $1 AND {VOUCHED_FOR} AND a.id > $2 ORDER BY a.id LIMIT $3",
        company_column(connection, total)
    ));
    Ok(sqlx::query_scalar(walk)
        .bind(company_id)
        .bind(&progress.last_account_id)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// The column of the company, so that its people are read in the best way. SQLite takes the column's index whatever the company's size, and
/// sorts all of its people for each batch. Of many that takes far longer than to pass by the accounts of others; PostgreSQL knows that itself.
fn company_column(connection: &Connection, total: i64) -> &'static str {
    match connection.backend_name() {
        "SQLite" if total >= MANY => "+a.company_id",
        _ => "a.company_id",
    }
}
