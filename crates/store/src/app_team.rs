//! The people of an app's team.

use super::database::lock_rows;
use super::{Connection, Result};

/// Most people of a team.
pub const MOST: i64 = 200;

/// Somebody of a team.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TeamPerson {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Since when the account is switched off, if it is.
    pub deactivated_at_ms: Option<i64>,
    /// 1 for an owner.
    pub owner: i64,
}

/// Everybody of a team, by name.
pub async fn of_app(connection: &mut Connection, app_id: &str) -> Result<Vec<TeamPerson>> {
    let sql = "SELECT a.id, a.email, a.first_name, a.last_name, a.deactivated_at_ms, m.owner
               FROM app_team_members m JOIN accounts a ON a.id = m.account_id
               WHERE m.app_id = $1 ORDER BY a.name_key, a.id LIMIT 1000";
    Ok(sqlx::query_as(sql).bind(app_id).fetch_all(connection).await?)
}

/// Holds the whole team until the transaction ends. Call it before anything else is locked: whoever manages the app holds the own row before
/// the app.
pub async fn lock(connection: &mut Connection, app_id: &str) -> Result<()> {
    let select = "SELECT account_id FROM app_team_members WHERE app_id = $1 ORDER BY account_id";
    lock_rows(connection, select, app_id, "FOR UPDATE").await
}

/// Takes somebody into a team, or changes what the person is in it.
pub async fn set(connection: &mut Connection, app_id: &str, account_id: &str, is_owner: bool) -> Result<()> {
    let sql = "INSERT INTO app_team_members (app_id, account_id, owner) VALUES ($1, $2, $3)
               ON CONFLICT (app_id, account_id) DO UPDATE SET owner = excluded.owner";
    sqlx::query(sql)
        .bind(app_id)
        .bind(account_id)
        .bind(i64::from(is_owner))
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes somebody out of a team.
pub async fn remove(connection: &mut Connection, app_id: &str, account_id: &str) -> Result<()> {
    sqlx::query("DELETE FROM app_team_members WHERE app_id = $1 AND account_id = $2")
        .bind(app_id)
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(())
}
