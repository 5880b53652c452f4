//! Archiving environments, and bringing them back. Invariants: who may is whoever may delete them; in one transaction everything that apps
//! hold ends and their apps are queued to be told; people, roles and settings stay.

use serde_json::json;

use super::{AppSettingsError, Asker, Result, append_audit, locked_environment};
use crate::app_state::AppState;
use crate::store::app_archive;
use crate::store::app_deletions as deletions;
use crate::store::app_settings::Environment;

/// Archives an environment. One that is archived stays as it is.
pub async fn archive(platform: &AppState, asker: Asker<'_>, id: &str) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, id).await?;
    if environment.archived_at_ms.is_some() {
        return Ok(());
    }
    let ends = deletions::ends_with_environment(&mut transaction, id, now).await?;
    let logouts_queued = app_archive::archive(&mut transaction, &environment, now).await?;
    let detail = json!({
        "app": app.slug, "app_name": app.name, "name": environment.name, "client_id": environment.client_id,
        "people": ends.people, "sessions": ends.sessions, "logouts_queued": logouts_queued,
    });
    let action = "environment_archived";
    append_audit(&mut transaction, asker, action, &app, id, detail, now).await?;
    Ok(transaction.commit().await?)
}

/// Brings an environment back. One that is in use stays as it is.
pub async fn bring_back(platform: &AppState, asker: Asker<'_>, id: &str) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, id).await?;
    if environment.archived_at_ms.is_none() {
        return Ok(());
    }
    app_archive::bring_back(&mut transaction, &environment, now).await?;
    let detail = json!({
        "app": app.slug, "app_name": app.name, "name": environment.name, "client_id": environment.client_id,
    });
    let action = "environment_restored";
    append_audit(&mut transaction, asker, action, &app, id, detail, now).await?;
    Ok(transaction.commit().await?)
}

/// Lets nobody be let into an archived environment.
pub(crate) fn require_in_use(environment: &Environment) -> Result<()> {
    match environment.archived_at_ms {
        Some(_) => Err(AppSettingsError::Archived),
        None => Ok(()),
    }
}
