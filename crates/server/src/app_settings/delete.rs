//! Deleting environments and apps. Invariants: what ends is said before; in one transaction everything that they open ends and
//! their apps are queued to be told of the sessions that they know; the trail keeps the names.

use serde_json::json;

use super::{Asker, Result, append_audit, locked_app, locked_environment, managed_environment, read};
use crate::app_state::AppState;
use crate::store::app_deletions::{self as deletions, Ends};
use crate::store::app_settings::{self as store, Environment, StoredApp};
use crate::store::{Connection, Result as StoreResult};

/// What deleting something would end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// The environments that are deleted.
    pub environments: Vec<Environment>,
    /// What ends with them.
    pub ends: Ends,
}

/// What deleting an app would end.
pub async fn impact_of_app(platform: &AppState, account_id: &str, slug: &str) -> Result<Impact> {
    let (app, environments) = read(platform, account_id, slug).await?;
    let now = platform.clock.now_ms();
    // It counts people, of whom there may be very many.
    let count =
        async move |connection: &mut Connection| deletions::ends_with_app(connection, &app.id, now).await;
    let ends = platform.store.read_long(count).await?;
    Ok(Impact { environments, ends })
}

/// What deleting an environment would end.
pub async fn impact_of_environment(platform: &AppState, account_id: &str, id: &str) -> Result<Impact> {
    let mut connection = platform.store.read().await?;
    let (_, environment) = managed_environment(&mut connection, account_id, id).await?;
    drop(connection);
    let now = platform.clock.now_ms();
    let id = id.to_owned();
    let count =
        async move |connection: &mut Connection| deletions::ends_with_environment(connection, &id, now).await;
    let ends = platform.store.read_long(count).await?;
    Ok(Impact {
        environments: vec![environment],
        ends,
    })
}

/// Deletes an environment.
pub async fn environment(platform: &AppState, asker: Asker<'_>, id: &str) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, id).await?;
    delete(&mut transaction, asker, &app, &environment, now).await?;
    Ok(transaction.commit().await?)
}

/// Deletes an app with its environments.
pub async fn app(platform: &AppState, asker: Asker<'_>, slug: &str) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let app = locked_app(&mut transaction, asker, slug).await?;
    let environments = store::environments_of(&mut transaction, &app.id).await?;
    for environment in &environments {
        delete(&mut transaction, asker, &app, environment, now).await?;
    }
    deletions::delete_app(&mut transaction, &app.id, now).await?;
    let names: Vec<_> = environments.iter().map(|environment| &environment.name).collect();
    let detail = json!({ "app": app.slug, "name": app.name, "environments": names });
    append_audit(&mut transaction, asker, "app_deleted", &app, &app.id, detail, now).await?;
    Ok(transaction.commit().await?)
}

async fn delete(
    connection: &mut Connection,
    asker: Asker<'_>,
    app: &StoredApp,
    environment: &Environment,
    now_ms: i64,
) -> Result<()> {
    let (ends, logouts_queued) = end(connection, environment, now_ms).await?;
    let detail = json!({
        "app": app.slug, "app_name": app.name, "name": environment.name, "client_id": environment.client_id,
        "people": ends.people, "consents": ends.consents, "sessions": ends.sessions, "logouts_queued": logouts_queued,
    });
    let action = "environment_deleted";
    append_audit(connection, asker, action, app, &environment.id, detail, now_ms).await
}

async fn end(
    connection: &mut Connection,
    environment: &Environment,
    now_ms: i64,
) -> StoreResult<(Ends, u64)> {
    let ends = deletions::ends_with_environment(connection, &environment.id, now_ms).await?;
    let logouts_queued = deletions::delete_environment(connection, environment, now_ms).await?;
    Ok((ends, logouts_queued))
}
