//! Changes of many people's access at once: how far they are, and how they are paused, stopped and taken back. Invariant: of an
//! environment one goes on at most, which the database holds.

use latchkey_domain::bulk_access::BulkAct;
use latchkey_domain::people_job::Pace;
use serde::{Deserialize, Serialize};

use super::{Connection, Result, StoreError};

/// The kind of their jobs. The target is the environment.
pub const KIND: &str = "bulk_access_change";

/// How long each person's outcome is kept, in milliseconds: 30 days.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Rows deleted in one statement.
const PURGE_BATCH: i64 = 500;

/// The payload of such a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkChangeJob {
    /// The bulk change.
    pub change_id: String,
    /// Whether the change is undone.
    #[serde(default)]
    pub is_undo: bool,
    /// Number of people.
    pub total: i64,
}

/// The progress of such a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkProgress {
    /// Number of people that are done.
    pub done: i64,
    /// Account of the last person that is done; people are processed in the order of these identifiers.
    pub last_account_id: String,
    /// How long the job has worked so far.
    #[serde(default)]
    pub pace: Pace,
}

/// Numbers of people by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Number of people whose access was changed.
    pub changed: i64,
    /// People who lost their direct access but have some by a group.
    pub partly: i64,
    /// People whose access was so before.
    pub unchanged: i64,
    /// People whose access comes from a group, so that it was not changed.
    pub from_group: i64,
    /// People who had no access any more.
    pub gone: i64,
    /// People who were given back what they had before.
    pub restored: i64,
    /// People whose access was changed since, so that it was not restored.
    pub kept: i64,
}

/// A bulk change of access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkChange {
    /// Identifier.
    pub id: String,
    /// The environment, access to which is changed.
    pub environment_id: String,
    /// The account that began it.
    pub account_id: String,
    /// Email address of that account.
    pub began_by: String,
    /// The change that is made for each person.
    pub act: BulkAct,
    /// Number of people.
    pub total: i64,
    /// Numbers of people by what became of them.
    pub counts: Counts,
    /// When it began, in milliseconds since the Unix epoch.
    pub began_at_ms: i64,
    /// When it ended.
    pub ended_at_ms: Option<i64>,
    /// When its undoing began.
    pub undo_began_at_ms: Option<i64>,
    /// Its job, until that has ended.
    pub job: Option<JobFound>,
}

/// The job of a bulk change that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFound {
    /// Number of people.
    pub total: i64,
    /// Its progress.
    pub progress: BulkProgress,
    /// When somebody paused it.
    pub paused_at_ms: Option<i64>,
    /// Email address of who paused it.
    pub paused_by: Option<String>,
    /// Whether the operator has paused all jobs of the kind.
    pub is_kind_paused: bool,
    /// Whether its last attempt failed, and nothing was done since.
    pub has_failed: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    environment_id: String,
    account_id: String,
    began_by: String,
    act: String,
    total: i64,
    counts: String,
    began_at_ms: i64,
    ended_at_ms: Option<i64>,
    undo_began_at_ms: Option<i64>,
    payload: Option<String>,
    progress: Option<String>,
    paused_at_ms: Option<i64>,
    paused_by: Option<String>,
    kinds_paused: i64,
    last_error: Option<String>,
}

impl TryFrom<Row> for BulkChange {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let payload: Option<BulkChangeJob> = row.payload.as_deref().map(read).transpose()?;
        let progress: Option<BulkProgress> = row.progress.as_deref().map(read).transpose()?;
        let job = payload.map(|job| JobFound {
            total: job.total,
            progress: progress.unwrap_or_default(),
            paused_at_ms: row.paused_at_ms,
            paused_by: row.paused_by,
            is_kind_paused: row.kinds_paused > 0,
            has_failed: row.last_error.is_some(),
        });
        Ok(Self {
            act: read(&row.act)?,
            counts: read(&row.counts)?,
            id: row.id,
            environment_id: row.environment_id,
            account_id: row.account_id,
            began_by: row.began_by,
            total: row.total,
            began_at_ms: row.began_at_ms,
            ended_at_ms: row.ended_at_ms,
            undo_began_at_ms: row.undo_began_at_ms,
            job,
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| StoreError::Corrupt("bulk_changes"))
}

pub(super) fn written(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Corrupt("bulk_changes"))
}

const FOUND: &str = "SELECT c.id, c.environment_id, c.account_id, b.email AS began_by, c.act, c.total, c.counts, c.began_at_ms,
      c.ended_at_ms, c.undo_began_at_ms, j.payload, j.progress, j.paused_at_ms, p.email AS paused_by,
      (SELECT COUNT(*) FROM paused_job_kinds k WHERE k.kind = j.kind) AS kinds_paused, j.last_error
    FROM bulk_changes c JOIN accounts b ON b.id = c.account_id LEFT JOIN jobs j ON j.id = c.job_id
      LEFT JOIN accounts p ON p.id = j.paused_by_account_id";

/// The last ones of an environment, newest first.
pub async fn of_environment(
    connection: &mut Connection,
    environment_id: &str,
    limit: i64,
) -> Result<Vec<BulkChange>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{FOUND} WHERE c.environment_id = $1 ORDER BY c.began_at_ms DESC, c.id DESC LIMIT $2"
    ));
    let rows: Vec<Row> = sqlx::query_as(sql)
        .bind(environment_id)
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(BulkChange::try_from).collect()
}

/// One of an environment.
pub async fn find(connection: &mut Connection, environment_id: &str, id: &str) -> Result<Option<BulkChange>> {
    // It comes from an address, and PostgreSQL takes no NUL.
    if uuid::Uuid::try_parse(id).is_err() {
        return Ok(None);
    }
    let sql = sqlx::AssertSqlSafe(format!("{FOUND} WHERE c.environment_id = $1 AND c.id = $2"));
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(environment_id)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.map(BulkChange::try_from).transpose()
}

/// Forgets those that ended long ago, with their people, some at a time. Returns how many rows are gone.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let old = "SELECT id FROM bulk_changes WHERE ended_at_ms <= $1";
    let people = format!(
        "DELETE FROM bulk_change_people WHERE change_id IN ({old}) AND account_id IN
           (SELECT account_id FROM bulk_change_people WHERE change_id IN ({old}) LIMIT $2)"
    );
    let changes = format!(
        "DELETE FROM bulk_changes WHERE id IN ({old} AND NOT EXISTS
           (SELECT 1 FROM bulk_change_people p WHERE p.change_id = bulk_changes.id) LIMIT $2)"
    );
    let mut gone = 0;
    for sql in [people, changes] {
        let done = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(now_ms - KEPT_MS)
            .bind(PURGE_BATCH)
            .execute(&mut *connection)
            .await?;
        gone += done.rows_affected();
    }
    Ok(gone)
}
