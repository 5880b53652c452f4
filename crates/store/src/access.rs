//! By what people may enter environments: access of their own, and that of groups which they are in. Invariants: whoever has no route
//! left loses in the same transaction what apps hold; whoever has a route or a role less is signed out of the app, by a logout token that
//! the same transaction queues. All that takes something ends in [`end_lost`].

pub use super::access_routes::Whose;
use super::access_routes::{GROUP_ROUTES, GROUP_SINCE};
use super::clients::read_roles;
use super::database::lock_rows;
use super::{Connection, Result, StoreError, backchannel_logouts, token_families};
use latchkey_domain::access::{Access, MemberSource, Origin, Route, decide};

/// A direct grant or a group's, as both are read at once.
#[derive(sqlx::FromRow)]
struct RouteRow {
    roles: String,
    since_ms: i64,
    group_id: Option<String>,
    group_name: Option<String>,
    source: Option<String>,
}

impl TryFrom<RouteRow> for Route<Origin> {
    type Error = StoreError;

    fn try_from(row: RouteRow) -> Result<Self> {
        let origin = match (row.group_id, row.group_name, row.source) {
            (Some(id), Some(name), Some(source)) => Origin::Group {
                id,
                name,
                source: MemberSource::from_text(&source)
                    .ok_or(StoreError::Corrupt("access_group_members.source"))?,
            },
            _ => Origin::Direct,
        };
        Ok(Self {
            origin,
            roles: read_roles(&row.roles)?,
            since_ms: row.since_ms,
        })
    }
}

/// What an account may do in an environment that publishes these roles, and why; `None` where it may not enter. The person's own
/// access comes first, then that of groups, by age.
pub async fn of(
    connection: &mut Connection,
    environment_id: &str,
    account_id: &str,
    published: &[String],
) -> Result<Option<Access<Origin>>> {
    // Every part is a constant of this crate; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT roles, granted_at_ms AS since_ms, NULL AS group_id, NULL AS group_name, NULL AS source, 0 AS kind
         FROM access_grants WHERE environment_id = $1 AND account_id = $2
         UNION ALL
         SELECT g.roles, {GROUP_SINCE}, m.group_id, (SELECT name FROM access_groups WHERE id = m.group_id), m.source, 1
         FROM {GROUP_ROUTES} AND m.account_id = $2 AND g.environment_id = $1
         ORDER BY kind, since_ms, roles"
    ));
    let rows: Vec<RouteRow> = sqlx::query_as(sql)
        .bind(environment_id)
        .bind(account_id)
        .fetch_all(connection)
        .await?;
    let routes = rows.into_iter().map(Route::try_from).collect::<Result<_>>()?;
    Ok(decide(routes, published))
}

/// What ended with access, or with a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ended {
    /// Families of tokens.
    pub token_families: u64,
    /// Sessions of which the app is notified.
    pub sessions: u64,
}

impl Ended {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            token_families: self.token_families + other.token_families,
            sessions: self.sessions + other.sessions,
        }
    }
}

/// Gives somebody direct access with these roles, or changes the roles. Returns what ended with the roles that are gone, or `None` where
/// nothing changed.
pub async fn grant(
    connection: &mut Connection,
    environment_id: &str,
    account_id: &str,
    roles: &[String],
    now_ms: i64,
) -> Result<Option<Ended>> {
    let sql = "SELECT roles FROM access_grants WHERE environment_id = $1 AND account_id = $2";
    let before: Option<String> = sqlx::query_scalar(sql)
        .bind(environment_id)
        .bind(account_id)
        .fetch_optional(&mut *connection)
        .await?;
    let sql =
        "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms) VALUES ($1, $2, $3, $4)
               ON CONFLICT (environment_id, account_id) DO UPDATE SET roles = excluded.roles
               WHERE access_grants.roles <> excluded.roles";
    let granted = sqlx::query(sql)
        .bind(environment_id)
        .bind(account_id)
        .bind(write_roles(roles)?)
        .bind(now_ms)
        .execute(&mut *connection)
        .await?;
    if granted.rows_affected() == 0 {
        return Ok(None);
    }
    let before = before.as_deref().map(read_roles).transpose()?.unwrap_or_default();
    let whose = Whose::Account(account_id);
    end_roles(connection, environment_id, whose, (&before, roles), now_ms)
        .await
        .map(Some)
}

/// Takes the access away that somebody has of their own. Returns what ended, or `None` where there was none. A group may still let
/// the person in: then nothing ends here.
pub async fn revoke(
    connection: &mut Connection,
    environment_id: &str,
    account_id: &str,
    now_ms: i64,
) -> Result<Option<Ended>> {
    let sql = "DELETE FROM access_grants WHERE environment_id = $1 AND account_id = $2 RETURNING roles";
    let gone: Option<String> = sqlx::query_scalar(sql)
        .bind(environment_id)
        .bind(account_id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(roles) = gone else {
        return Ok(None);
    };
    let (whose, roles) = (Whose::Account(account_id), read_roles(&roles)?);
    let ended = end_lost(connection, environment_id, whose, &roles, now_ms).await?;
    Ok(Some(ended))
}

/// The same as [`end_lost`] where a route stays, but gave the roles `before` and gives those of `after`.
pub(super) async fn end_roles(
    connection: &mut Connection,
    environment_id: &str,
    whose: Whose<'_>,
    (before, after): (&[String], &[String]),
    now_ms: i64,
) -> Result<Ended> {
    let lost = lost_roles(before, after);
    match lost.is_empty() {
        true => Ok(Ended::default()),
        false => end_lost(connection, environment_id, whose, &lost, now_ms).await,
    }
}

/// The roles that are there no more.
pub(super) fn lost_roles(before: &[String], after: &[String]) -> Vec<String> {
    let lost = before.iter().filter(|role| !after.contains(role));
    lost.cloned().collect()
}

/// Ends what an environment holds of those who lost a route and have no other, and queues logout tokens for them and for whoever lost one
/// of `roles`, which the route gave, and has it by no other: the app learns of the roles that are left when it signs the person in
/// again. Call it behind the statement that took the route, in its transaction.
pub async fn end_lost(
    connection: &mut Connection,
    environment_id: &str,
    whose: Whose<'_>,
    roles: &[String],
    now_ms: i64,
) -> Result<Ended> {
    // Of two that take two routes of one person at once, the second sees what the first took.
    let select = "SELECT id FROM app_environments WHERE id = $1";
    lock_rows(connection, select, environment_id, "FOR NO KEY UPDATE").await?;
    // Before their tokens end: they say which sessions the app knows.
    let sessions = backchannel_logouts::queue_lost(connection, environment_id, whose, roles, now_ms).await?;
    let token_families =
        token_families::revoke_without_route(connection, environment_id, whose, now_ms).await?;
    Ok(Ended {
        token_families,
        sessions,
    })
}

/// Roles as they are stored.
pub(super) fn write_roles(roles: &[String]) -> Result<String> {
    serde_json::to_string(roles).map_err(|_| StoreError::Corrupt("roles"))
}
