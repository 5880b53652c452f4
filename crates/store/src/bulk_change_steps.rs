//! The life of a change of many people's access: it begins, is paused, stopped, ended and taken back. Invariant: of an environment one
//! goes on at most, which the database holds.

use latchkey_domain::bulk_access::BulkAct;

use super::bulk_changes::{BulkChange, BulkChangeJob, Counts, KIND, written};
use super::jobs::{self, NewJob};
use super::{Connection, Result};

/// A change that begins.
#[derive(Debug)]
pub struct NewBulkChange<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Identifier of its job.
    pub job_id: &'a str,
    /// Whose access is changed.
    pub environment_id: &'a str,
    /// The account that begins it.
    pub account_id: &'a str,
    /// What is done to everybody.
    pub act: &'a BulkAct,
}

/// Makes one, without people yet.
///
/// # Errors
/// [`StoreError::AlreadyExists`] where another one goes on.
pub async fn insert(connection: &mut Connection, new: &NewBulkChange<'_>, now_ms: i64) -> Result<()> {
    let sql =
        "INSERT INTO bulk_changes (id, environment_id, account_id, act, total, counts, job_id, began_at_ms)
               VALUES ($1, $2, $3, $4, 0, $5, $6, $7)";
    sqlx::query(sql)
        .bind(new.id)
        .bind(new.environment_id)
        .bind(new.account_id)
        .bind(written(new.act)?)
        .bind(written(&Counts::default())?)
        .bind(new.job_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Says how many people it is about, and queues its job.
pub async fn queue(
    connection: &mut Connection,
    new: &NewBulkChange<'_>,
    total: i64,
    now_ms: i64,
) -> Result<()> {
    sqlx::query("UPDATE bulk_changes SET total = $2 WHERE id = $1")
        .bind(new.id)
        .bind(total)
        .execute(&mut *connection)
        .await?;
    insert_job(
        connection,
        (new.job_id, new.environment_id),
        new.id,
        (false, total),
        now_ms,
    )
    .await
}

async fn insert_job(
    connection: &mut Connection,
    (job_id, environment_id): (&str, &str),
    change_id: &str,
    (is_undo, total): (bool, i64),
    now_ms: i64,
) -> Result<()> {
    let payload = BulkChangeJob {
        change_id: change_id.to_owned(),
        is_undo,
        total,
    };
    let job = NewJob {
        id: job_id,
        kind: KIND,
        target: environment_id,
        label: "",
        idempotency_key: None,
        payload: &written(&payload)?,
        is_sealed: false,
        expires_at_ms: None,
    };
    jobs::insert(connection, &job, now_ms).await?;
    Ok(())
}

/// Begins to take one back. `false` where it goes on, or was taken back before.
///
/// # Errors
/// [`StoreError::AlreadyExists`] where another one goes on.
pub async fn begin_undo(
    connection: &mut Connection,
    change: &BulkChange,
    job_id: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql = "UPDATE bulk_changes SET ended_at_ms = NULL, undo_began_at_ms = $2, job_id = $3
               WHERE id = $1 AND ended_at_ms IS NOT NULL AND undo_began_at_ms IS NULL";
    let begun = sqlx::query(sql)
        .bind(&change.id)
        .bind(now_ms)
        .bind(job_id)
        .execute(&mut *connection)
        .await?;
    if begun.rows_affected() == 0 {
        return Ok(false);
    }
    let total = change.counts.changed + change.counts.partly;
    let target = (job_id, change.environment_id.as_str());
    insert_job(connection, target, &change.id, (true, total), now_ms).await?;
    Ok(true)
}

/// Writes down what became of how many.
pub async fn set_counts(connection: &mut Connection, id: &str, counts: &Counts) -> Result<()> {
    sqlx::query("UPDATE bulk_changes SET counts = $2 WHERE id = $1")
        .bind(id)
        .bind(written(counts)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down that it has ended.
pub async fn end(connection: &mut Connection, id: &str, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE bulk_changes SET ended_at_ms = $2 WHERE id = $1 AND ended_at_ms IS NULL")
        .bind(id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// What is done to the job of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStep<'a> {
    /// Nothing more of it begins. Who asks for that.
    Pause(&'a str),
    /// Resume the job.
    Resume,
    /// Stop and delete the job.
    Stop,
}

/// Does that. `false` where it was so, or there is no such job any more. Call it before anything else is locked, as a step of the job
/// does.
pub async fn steer_job(
    connection: &mut Connection,
    (environment_id, id): (&str, &str),
    step: JobStep<'_>,
    now_ms: i64,
) -> Result<bool> {
    if uuid::Uuid::try_parse(id).is_err() {
        return Ok(false);
    }
    let own = "kind = $1 AND target = $2 AND id IN (SELECT job_id FROM bulk_changes WHERE id = $3 AND environment_id = $2)";
    let sql = match step {
        JobStep::Pause(_) => format!(
            "UPDATE jobs SET paused_at_ms = $4, paused_by_account_id = $5 WHERE {own} AND paused_at_ms IS NULL"
        ),
        JobStep::Resume => format!(
            "UPDATE jobs SET paused_at_ms = NULL, paused_by_account_id = NULL WHERE {own} AND paused_at_ms IS NOT NULL"
        ),
        JobStep::Stop => format!("DELETE FROM jobs WHERE {own}"),
    };
    // All parts are constants of this function.
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(KIND)
        .bind(environment_id)
        .bind(id);
    if let JobStep::Pause(account_id) = step {
        query = query.bind(now_ms).bind(account_id);
    }
    Ok(query.execute(connection).await?.rows_affected() == 1)
}
