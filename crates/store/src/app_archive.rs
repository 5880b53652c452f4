//! Archives environments, and brings them back. Invariant: an archived environment lets nobody in, and nothing that an app was given before
//! comes back with it; people, roles, secrets and settings stay.

use super::app_settings::Environment;
use super::{Connection, Result, backchannel_logouts, token_families};

/// Archives an environment: its tokens end, and the logout tokens of the sessions that it knows are queued. Call it in a transaction that has
/// locked the app for update. Returns how many sessions it is told of.
pub async fn archive(connection: &mut Connection, environment: &Environment, now_ms: i64) -> Result<u64> {
    let id = &environment.id;
    // Before its tokens end: they say which sessions it knows.
    let told =
        backchannel_logouts::queue_of_environment(connection, id, &environment.registration, now_ms).await?;
    token_families::revoke_of_environment(connection, id, now_ms).await?;
    set(connection, id, Some(now_ms)).await?;
    Ok(told)
}

/// Brings an environment back. Call it in a transaction that has locked the app for update.
pub async fn bring_back(connection: &mut Connection, environment: &Environment, now_ms: i64) -> Result<()> {
    token_families::revoke_of_environment(connection, &environment.id, now_ms).await?;
    set(connection, &environment.id, None).await
}

async fn set(connection: &mut Connection, id: &str, archived_at_ms: Option<i64>) -> Result<()> {
    sqlx::query("UPDATE app_environments SET archived_at_ms = $2 WHERE id = $1")
        .bind(id)
        .bind(archived_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}
