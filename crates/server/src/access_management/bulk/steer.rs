//! Pausing, resuming, stopping and taking back a change of many people's access. Invariant: whoever did so is in the audit trail.

use serde_json::json;

use crate::app_settings::{AppSettingsError, Asker, append_audit, locked_environment};
use crate::app_state::AppState;
use crate::domain::bulk_access::UNDO_MS;
use crate::store::bulk_change_steps::{self as store, JobStep};
use crate::store::bulk_changes::{self, BulkChange};
use crate::store::{Connection, StoreError, new_id};

type Result<T> = std::result::Result<T, AppSettingsError>;

/// What is done with a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Pause the job.
    Pause,
    /// Resume the job.
    Resume,
    /// It ends where it is.
    Stop,
    /// It is taken back.
    Undo,
}

impl Step {
    const fn action(self) -> &'static str {
        match self {
            Self::Pause => "bulk_change_paused",
            Self::Resume => "bulk_change_resumed",
            Self::Stop => "bulk_change_stopped",
            Self::Undo => "bulk_change_undone",
        }
    }
}

/// Does that. What is so already stays as it is.
pub async fn steer(
    platform: &AppState,
    asker: Asker<'_>,
    environment_id: &str,
    id: &str,
    step: Step,
) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let target = (environment_id, id);
    // Before the person and the app are locked, as a step of the job does.
    let mut is_changed = match step {
        Step::Pause => {
            let pause = JobStep::Pause(asker.account_id);
            store::steer_job(&mut transaction, target, pause, now).await?
        }
        Step::Resume => store::steer_job(&mut transaction, target, JobStep::Resume, now).await?,
        Step::Stop => store::steer_job(&mut transaction, target, JobStep::Stop, now).await?,
        Step::Undo => false,
    };
    let (app, environment) = locked_environment(&mut transaction, asker, environment_id).await?;
    let change = bulk_changes::find(&mut transaction, &environment.id, id).await?;
    let change = change.ok_or(AppSettingsError::NotFound)?;
    match step {
        Step::Stop if is_changed => store::end(&mut transaction, id, now).await?,
        Step::Undo => is_changed = undo(&mut transaction, &change, now).await?,
        _ => {}
    }
    if !is_changed {
        return Ok(());
    }
    let detail = json!({
        "app": app.slug, "environment": environment.name, "environment_id": environment.id,
        "people": change.total, "counts": change.counts,
    });
    append_audit(&mut transaction, asker, step.action(), &app, id, detail, now).await?;
    Ok(transaction.commit().await?)
}

async fn undo(connection: &mut Connection, change: &BulkChange, now_ms: i64) -> Result<bool> {
    if change.undo_began_at_ms.is_some() {
        return Ok(false);
    }
    if undo_until(change).is_none_or(|until| until <= now_ms) {
        return Err(AppSettingsError::ChangedMeanwhile);
    }
    let begun = store::begin_undo(connection, change, &new_id(), now_ms).await;
    begun.map_err(|error| match error {
        StoreError::AlreadyExists => AppSettingsError::BulkChangeRunning,
        other => other.into(),
    })
}

/// Until when a change can be taken back, where it ever can.
pub(super) fn undo_until(change: &BulkChange) -> Option<i64> {
    let is_any = change.counts.changed + change.counts.partly > 0;
    let ended_at_ms = change
        .ended_at_ms
        .filter(|_| is_any && change.undo_began_at_ms.is_none())?;
    Some(ended_at_ms + UNDO_MS)
}
