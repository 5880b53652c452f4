//! Groups of a company's people, by which they enter apps. Invariants: a member is of the group's company; whatever takes a member or
//! access from a group ends what rested on it ([`end_lost`]), in the same transaction.

use super::access::{Ended, Whose, end_lost, end_roles, write_roles};
use super::clients::{published_roles, read_roles};
use super::database::lock_rows;
use super::list_keys::group_key;
use super::page::{self, List, Part, Rows};
use super::{Connection, Result};
use latchkey_domain::access::MemberSource;

/// The most that is counted for a list.
pub const MOST_COUNTED: i64 = 1000;

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Group {
    /// Identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// A group in a list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedGroup {
    /// Identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How many are in it; [`MOST_COUNTED`] + 1 stands for all that are more.
    pub members: i64,
    /// How many environments it was given.
    pub environments: i64,
}

/// Makes a group.
///
/// # Errors
/// [`StoreError::AlreadyExists`] where the company has one of this name.
pub async fn insert(
    connection: &mut Connection,
    id: &str,
    company_id: &str,
    name: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO access_groups (id, company_id, name, name_key, created_at_ms) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(sql)
        .bind(id)
        .bind(company_id)
        .bind(name)
        .bind(group_key(name))
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Renames a group.
///
/// # Errors
/// [`StoreError::AlreadyExists`] where the company has another one of this name.
pub async fn rename(connection: &mut Connection, id: &str, name: &str) -> Result<()> {
    sqlx::query("UPDATE access_groups SET name = $2, name_key = $3 WHERE id = $1")
        .bind(id)
        .bind(name)
        .bind(group_key(name))
        .execute(connection)
        .await?;
    Ok(())
}

/// A group of the company.
pub async fn find(connection: &mut Connection, company_id: &str, id: &str) -> Result<Option<Group>> {
    // It comes from outside, and PostgreSQL takes no NUL.
    if id.contains(char::is_control) {
        return Ok(None);
    }
    let sql = "SELECT id, name FROM access_groups WHERE company_id = $1 AND id = $2";
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(id)
        .fetch_optional(connection)
        .await?)
}

/// The group of the company that has this name, in any spelling.
pub async fn by_name(connection: &mut Connection, company_id: &str, name: &str) -> Result<Option<Group>> {
    let sql = "SELECT id, name FROM access_groups WHERE company_id = $1 AND name_key = $2";
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(group_key(name))
        .fetch_optional(connection)
        .await?)
}

/// Holds a group until the transaction ends: of two who change it, one comes after the other.
pub async fn lock(connection: &mut Connection, id: &str) -> Result<()> {
    let select = "SELECT id FROM access_groups WHERE id = $1";
    lock_rows(connection, select, id, "FOR UPDATE").await
}

/// Some of the groups of a company, by name. A search is for the beginning of the name.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    part: &Part,
) -> Result<Rows<ListedGroup>> {
    // 1001: MOST_COUNTED + 1. Distinct: who is in a group for two reasons is in it once.
    let list = List {
        columns: "id, name,
                  (SELECT COUNT(*) FROM (SELECT DISTINCT m.account_id FROM access_group_members m
                                         WHERE m.group_id = access_groups.id LIMIT 1001) AS people) AS members,
                  (SELECT COUNT(*) FROM access_group_grants g WHERE g.group_id = access_groups.id) AS environments",
        from: "access_groups WHERE company_id = $1",
        values: &[company_id],
        key: "name_key",
        id: "id",
        searched: &["name_key"],
    };
    page::read(connection, &list, part).await
}

/// How many groups a company has.
pub async fn count(connection: &mut Connection, company_id: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM access_groups WHERE company_id = $1";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_one(connection)
        .await?)
}

/// How many people are in a group; may take long.
pub async fn count_members(connection: &mut Connection, group_id: &str) -> Result<i64> {
    let sql = "SELECT COUNT(DISTINCT account_id) FROM access_group_members WHERE group_id = $1";
    Ok(sqlx::query_scalar(sql)
        .bind(group_id)
        .fetch_one(connection)
        .await?)
}

/// Adds somebody to a group. Returns whether that is a change; somebody who is not of the group's company is not added.
pub async fn add_member(
    connection: &mut Connection,
    group_id: &str,
    account_id: &str,
    source: MemberSource,
    now_ms: i64,
) -> Result<bool> {
    let sql = "INSERT INTO access_group_members (group_id, account_id, source, added_at_ms)
               SELECT g.id, a.id, $3, CAST($4 AS BIGINT)
               FROM access_groups g JOIN accounts a ON a.company_id = g.company_id WHERE g.id = $1 AND a.id = $2
               ON CONFLICT (group_id, account_id, source) DO NOTHING";
    let added = sqlx::query(sql)
        .bind(group_id)
        .bind(account_id)
        .bind(source.as_str())
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(added.rows_affected() == 1)
}

/// Takes somebody out of a group who is in it for this reason. Returns what ended, or `None` where the person was not.
pub async fn remove_member(
    connection: &mut Connection,
    group_id: &str,
    account_id: &str,
    source: MemberSource,
    now_ms: i64,
) -> Result<Option<Ended>> {
    let sql = "DELETE FROM access_group_members WHERE group_id = $1 AND account_id = $2 AND source = $3";
    let gone = sqlx::query(sql)
        .bind(group_id)
        .bind(account_id)
        .bind(source.as_str())
        .execute(&mut *connection)
        .await?;
    if gone.rows_affected() == 0 {
        return Ok(None);
    }
    let mut ended = Ended::default();
    for (environment_id, roles) in roles_by_environment(connection, group_id).await? {
        let whose = Whose::Account(account_id);
        ended = ended.and(end_lost(connection, &environment_id, whose, &roles, now_ms).await?);
    }
    Ok(Some(ended))
}

/// The environments that a group was given, each with its roles. Always in the same order, in which their rows are locked.
pub(super) async fn roles_by_environment(
    connection: &mut Connection,
    group_id: &str,
) -> Result<Vec<(String, Vec<String>)>> {
    let sql =
        "SELECT environment_id, roles FROM access_group_grants WHERE group_id = $1 ORDER BY environment_id";
    let rows: Vec<(String, String)> = sqlx::query_as(sql).bind(group_id).fetch_all(connection).await?;
    let read = |(environment_id, roles): (_, String)| Ok((environment_id, read_roles(&roles)?));
    rows.into_iter().map(read).collect()
}

/// What a group was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupGrant {
    /// The environment.
    pub environment_id: String,
    /// Its name.
    pub environment: String,
    /// Name of its app.
    pub app: String,
    /// Names of roles.
    pub roles: Vec<String>,
    /// The roles that the environment publishes.
    pub published: Vec<String>,
}

/// What a group was given, by app, then environment.
pub async fn grants_of(connection: &mut Connection, group_id: &str) -> Result<Vec<GroupGrant>> {
    let sql = "SELECT e.id, e.name, p.name, g.roles, e.registration
               FROM access_group_grants g JOIN app_environments e ON e.id = g.environment_id JOIN apps p ON p.id = e.app_id
               WHERE g.group_id = $1 AND e.deleted_at_ms IS NULL ORDER BY p.name_key, p.name, e.name, e.id";
    let rows: Vec<(String, String, String, String, String)> =
        sqlx::query_as(sql).bind(group_id).fetch_all(connection).await?;
    let read = |(environment_id, environment, app, roles, registration): (_, _, _, String, String)| {
        Ok(GroupGrant {
            environment_id,
            environment,
            app,
            roles: read_roles(&roles)?,
            published: published_roles(&registration)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// An environment that a group may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantableEnvironment {
    /// Identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Name of its app.
    pub app: String,
    /// The roles that it publishes.
    pub published: Vec<String>,
}

/// The environments of the company's apps that a group does not have, by app, then environment.
pub async fn grantable_to(
    connection: &mut Connection,
    company_id: &str,
    group_id: &str,
) -> Result<Vec<GrantableEnvironment>> {
    let sql = "SELECT e.id, e.name, p.name, e.registration FROM apps p JOIN app_environments e ON e.app_id = p.id
               WHERE p.company_id = $1 AND p.deleted_at_ms IS NULL AND e.deleted_at_ms IS NULL
                 AND NOT EXISTS (SELECT 1 FROM access_group_grants g WHERE g.group_id = $2 AND g.environment_id = e.id)
               ORDER BY p.name_key, p.name, e.name, e.id";
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(sql)
        .bind(company_id)
        .bind(group_id)
        .fetch_all(connection)
        .await?;
    let read = |(id, name, app, registration): (_, _, _, String)| {
        Ok(GrantableEnvironment {
            id,
            name,
            app,
            published: published_roles(&registration)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Lets a group in with these roles, or changes the roles. Returns what ended with the roles that are gone, or `None` where nothing
/// changed.
pub async fn grant(
    connection: &mut Connection,
    group_id: &str,
    environment_id: &str,
    roles: &[String],
    now_ms: i64,
) -> Result<Option<Ended>> {
    let sql = "SELECT roles FROM access_group_grants WHERE group_id = $1 AND environment_id = $2";
    let before: Option<String> = sqlx::query_scalar(sql)
        .bind(group_id)
        .bind(environment_id)
        .fetch_optional(&mut *connection)
        .await?;
    let sql = "INSERT INTO access_group_grants (group_id, environment_id, roles, granted_at_ms) VALUES ($1, $2, $3, $4)
               ON CONFLICT (group_id, environment_id) DO UPDATE SET roles = excluded.roles
               WHERE access_group_grants.roles <> excluded.roles";
    let granted = sqlx::query(sql)
        .bind(group_id)
        .bind(environment_id)
        .bind(write_roles(roles)?)
        .bind(now_ms)
        .execute(&mut *connection)
        .await?;
    if granted.rows_affected() == 0 {
        return Ok(None);
    }
    let before = before.as_deref().map(read_roles).transpose()?.unwrap_or_default();
    let whose = Whose::MembersOf(group_id);
    end_roles(connection, environment_id, whose, (&before, roles), now_ms)
        .await
        .map(Some)
}

/// Takes an environment from a group. Returns what ended, or `None` where the group did not have it.
pub async fn revoke_grant(
    connection: &mut Connection,
    group_id: &str,
    environment_id: &str,
    now_ms: i64,
) -> Result<Option<Ended>> {
    let sql = "DELETE FROM access_group_grants WHERE group_id = $1 AND environment_id = $2 RETURNING roles";
    let gone: Option<String> = sqlx::query_scalar(sql)
        .bind(group_id)
        .bind(environment_id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(roles) = gone else {
        return Ok(None);
    };
    let (whose, roles) = (Whose::MembersOf(group_id), read_roles(&roles)?);
    end_lost(connection, environment_id, whose, &roles, now_ms)
        .await
        .map(Some)
}

/// Deletes a group that is locked, with all that people have by it. Returns what ended.
pub async fn delete(connection: &mut Connection, group_id: &str, now_ms: i64) -> Result<Ended> {
    let mut ended = Ended::default();
    // Its members are still there meanwhile: they say who may have lost a route.
    for (environment_id, _) in roles_by_environment(connection, group_id).await? {
        let one = revoke_grant(connection, group_id, &environment_id, now_ms).await?;
        ended = ended.and(one.unwrap_or_default());
    }
    for sql in [
        "DELETE FROM access_group_members WHERE group_id = $1",
        "DELETE FROM access_groups WHERE id = $1",
    ] {
        sqlx::query(sql).bind(group_id).execute(&mut *connection).await?;
    }
    Ok(ended)
}
