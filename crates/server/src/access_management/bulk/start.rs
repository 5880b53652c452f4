//! Beginning to change many people's access. Invariant: who is selected is written down in the transaction that begins it, so that the
//! job comes to exactly those whom the preview counted.

use serde_json::json;

use super::preview::check;
use crate::app_settings::{AppSettingsError, Asker, append_audit, locked_environment};
use crate::app_state::AppState;
use crate::domain::bulk_access::{BulkAct, MOST_PEOPLE};
use crate::store::bulk_change_selection::{self as selection, Selected};
use crate::store::bulk_change_steps::{NewBulkChange, insert, queue};
use crate::store::{StoreError, new_id};

/// Begins, if these are still so many people. Returns the identifier of the change.
pub async fn start(
    platform: &AppState,
    asker: Asker<'_>,
    environment_id: &str,
    selected: &Selected,
    act: &BulkAct,
    expected: i64,
) -> Result<String, AppSettingsError> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, environment_id).await?;
    check(act, &environment.registration.settings.roles)?;
    let (id, job_id) = (new_id(), new_id());
    let new = NewBulkChange {
        id: &id,
        job_id: &job_id,
        environment_id: &environment.id,
        account_id: asker.account_id,
        act,
    };
    insert(&mut transaction, &new, now)
        .await
        .map_err(|error| match error {
            StoreError::AlreadyExists => AppSettingsError::BulkChangeRunning,
            other => other.into(),
        })?;
    if selection::count(&mut transaction, &environment.id, selected).await? > MOST_PEOPLE {
        return Err(AppSettingsError::TooManySelected);
    }
    let total = selection::write_down(&mut transaction, &id, &environment.id, selected).await?;
    // Nobody, or others than in the preview.
    if total == 0 || total != expected {
        return Err(AppSettingsError::ChangedMeanwhile);
    }
    queue(&mut transaction, &new, total, now).await?;
    let detail = json!({
        "app": app.slug, "environment": environment.name, "environment_id": environment.id, "act": act, "people": total,
    });
    append_audit(
        &mut transaction,
        asker,
        "bulk_change_started",
        &app,
        &id,
        detail,
        now,
    )
    .await?;
    transaction.commit().await?;
    Ok(id)
}
