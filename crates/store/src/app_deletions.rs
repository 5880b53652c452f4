//! Deletes apps and environments. Invariant: the row stays, with a slug or `client_id` that is never reused, and permits nothing:
//! no secret, access, consent or token of it is left.

use super::app_settings::Environment;
use super::{Connection, Result, backchannel_logouts, token_families};

/// What ends with an app or an environment, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Ends {
    /// People who have access, of their own or by a group.
    pub people: i64,
    /// People's agreements to what an environment may know.
    pub consents: i64,
    /// Sessions in which an environment holds tokens that work.
    pub sessions: i64,
}

/// What would end with an app.
pub async fn ends_with_app(connection: &mut Connection, app_id: &str, now_ms: i64) -> Result<Ends> {
    ends_with(connection, "app_id = $1", app_id, now_ms).await
}

/// What would end with an environment.
pub async fn ends_with_environment(connection: &mut Connection, id: &str, now_ms: i64) -> Result<Ends> {
    ends_with(connection, "id = $1", id, now_ms).await
}

async fn ends_with(
    connection: &mut Connection,
    condition: &'static str,
    value: &str,
    now_ms: i64,
) -> Result<Ends> {
    let environments = format!("SELECT id FROM app_environments WHERE {condition} AND deleted_at_ms IS NULL");
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT (SELECT COUNT(*) FROM (SELECT account_id FROM access_grants WHERE environment_id IN ({environments})
                                UNION SELECT m.account_id FROM access_group_grants g JOIN access_group_members m ON m.group_id = g.group_id
                                      WHERE g.environment_id IN ({environments})) AS entitled) AS people,
                (SELECT COUNT(*) FROM consents c WHERE c.environment_id IN ({environments})) AS consents,
                (SELECT COUNT(DISTINCT f.session_id) FROM token_families f
                   LEFT JOIN sessions s ON s.id = f.session_id AND s.ended_at_ms IS NULL AND s.expires_at_ms > $2
                 WHERE f.environment_id IN ({environments}) AND f.revoked_at_ms IS NULL AND f.ends_at_ms > $2
                   AND (f.offline = 1 OR s.id IS NOT NULL)) AS sessions"
    ));
    let ends = sqlx::query_as(sql)
        .bind(value)
        .bind(now_ms)
        .fetch_one(connection)
        .await?;
    Ok(ends)
}

/// Deletes an environment with all that it opens, and queues the logout tokens of the sessions that it knows. Its name is free
/// again. Call it in a transaction that has locked the app for update. Returns how many sessions it is told of.
pub async fn delete_environment(
    connection: &mut Connection,
    environment: &Environment,
    now_ms: i64,
) -> Result<u64> {
    let id = &environment.id;
    // Before its tokens end: they say which sessions it knows.
    let told =
        backchannel_logouts::queue_of_environment(connection, id, &environment.registration, now_ms).await?;
    token_families::revoke_of_environment(connection, id, now_ms).await?;
    for sql in [
        "DELETE FROM consents WHERE environment_id = $1",
        "DELETE FROM app_invitations WHERE environment_id = $1",
        "DELETE FROM access_grants WHERE environment_id = $1",
        "DELETE FROM access_group_grants WHERE environment_id = $1",
    ] {
        sqlx::query(sql).bind(id).execute(&mut *connection).await?;
    }
    // The name of another one, that nobody can choose by chance.
    let sql = "UPDATE app_environments SET deleted_at_ms = $2, name = id, client_secret_hash = NULL,
                 previous_secret_hash = NULL, previous_secret_ends_at_ms = NULL
               WHERE id = $1 AND deleted_at_ms IS NULL";
    sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(told)
}

/// Deletes an app whose environments are deleted. Call it in a transaction that has locked the app for update.
pub async fn delete_app(connection: &mut Connection, app_id: &str, now_ms: i64) -> Result<()> {
    sqlx::query("DELETE FROM app_team_members WHERE app_id = $1")
        .bind(app_id)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE apps SET deleted_at_ms = $2 WHERE id = $1 AND deleted_at_ms IS NULL")
        .bind(app_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
