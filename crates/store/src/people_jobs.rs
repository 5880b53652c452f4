//! The long jobs that work through a company's people, for its admins, who watch and pause them. Invariant: admins reach jobs of their own
//! company and of these three kinds alone.

use latchkey_domain::people_job::Pace;
use serde::Deserialize;

use super::{Connection, Result, StoreError, password_jobs, password_links, sso_notices};

/// A job that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleJob {
    /// Identifier.
    pub id: String,
    /// [`password_jobs::KIND`], [`password_links::KIND`] or [`sso_notices::KIND`].
    pub kind: String,
    /// The email domain whose people it works through; `None`: everybody of the company.
    pub domain: Option<String>,
    /// Number of people.
    pub total: i64,
    /// Number of people that are done.
    pub done: i64,
    /// How long it has worked so far, from which the rest is estimated.
    pub pace: Pace,
    /// When it was queued.
    pub began_at_ms: i64,
    /// When an admin paused it.
    pub paused_at_ms: Option<i64>,
    /// That admin's address.
    pub paused_by: Option<String>,
    /// Whether the operator has paused all jobs of its kind.
    pub is_kind_paused: bool,
    /// Whether its last attempt failed, and nothing was done since.
    pub has_failed: bool,
}

/// What the payloads of all three kinds have in common.
#[derive(Deserialize)]
struct Extent {
    total: i64,
    #[serde(default)]
    domain: Option<String>,
}

/// What the stored progress of all three kinds has in common.
#[derive(Deserialize, Default)]
struct Reached {
    done: i64,
    #[serde(default)]
    pace: Pace,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    kind: String,
    payload: String,
    progress: Option<String>,
    created_at_ms: i64,
    paused_at_ms: Option<i64>,
    paused_by: Option<String>,
    kinds_paused: i64,
    last_error: Option<String>,
}

impl TryFrom<Row> for PeopleJob {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let extent: Extent =
            serde_json::from_str(&row.payload).map_err(|_| StoreError::Corrupt("jobs.payload"))?;
        let reached: Reached = match &row.progress {
            Some(progress) => {
                serde_json::from_str(progress).map_err(|_| StoreError::Corrupt("jobs.progress"))?
            }
            None => Reached::default(),
        };
        Ok(Self {
            id: row.id,
            kind: row.kind,
            domain: extent.domain,
            total: extent.total,
            done: reached.done,
            pace: reached.pace,
            began_at_ms: row.created_at_ms,
            paused_at_ms: row.paused_at_ms,
            paused_by: row.paused_by,
            is_kind_paused: row.kinds_paused > 0,
            has_failed: row.last_error.is_some(),
        })
    }
}

/// The jobs of a company that have not ended, oldest first.
pub async fn of_company(connection: &mut Connection, company_id: &str) -> Result<Vec<PeopleJob>> {
    let sql =
        "SELECT j.id, j.kind, j.payload, j.progress, j.created_at_ms, j.paused_at_ms, a.email AS paused_by,
                 (SELECT COUNT(*) FROM paused_job_kinds p WHERE p.kind = j.kind) AS kinds_paused, j.last_error
               FROM jobs j LEFT JOIN accounts a ON a.id = j.paused_by_account_id
               WHERE j.kind IN ($1, $2, $3) AND j.target = $4 ORDER BY j.created_at_ms, j.id";
    let rows: Vec<Row> = sqlx::query_as(sql)
        .bind(password_jobs::KIND)
        .bind(password_links::KIND)
        .bind(sso_notices::KIND)
        .bind(company_id)
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(PeopleJob::try_from).collect()
}

/// Pauses a company's job. `false` if it was paused before, or there is no such job any more. Call it before locking accounts or the company:
/// a step of the job takes its locks in that order, too.
pub async fn pause(
    connection: &mut Connection,
    (company_id, id): (&str, &str),
    account_id: &str,
    now_ms: i64,
) -> Result<bool> {
    if !is_identifier(id) {
        return Ok(false);
    }
    let sql = "UPDATE jobs SET paused_at_ms = $6, paused_by_account_id = $7
               WHERE id = $1 AND target = $2 AND kind IN ($3, $4, $5) AND paused_at_ms IS NULL";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(company_id)
        .bind(password_jobs::KIND)
        .bind(password_links::KIND)
        .bind(sso_notices::KIND)
        .bind(now_ms)
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Resumes a company's job. `false` if it was not paused, or there is no such job any more. Call it before locking, as [`pause`].
pub async fn resume(connection: &mut Connection, (company_id, id): (&str, &str)) -> Result<bool> {
    if !is_identifier(id) {
        return Ok(false);
    }
    let sql = "UPDATE jobs SET paused_at_ms = NULL, paused_by_account_id = NULL
               WHERE id = $1 AND target = $2 AND kind IN ($3, $4, $5) AND paused_at_ms IS NOT NULL";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(company_id)
        .bind(password_jobs::KIND)
        .bind(password_links::KIND)
        .bind(sso_notices::KIND)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a text can be an identifier. It comes from a URL, and a NUL in it would be an error of PostgreSQL.
fn is_identifier(id: &str) -> bool {
    uuid::Uuid::try_parse(id).is_ok()
}
