//! Apps and environments as their managers see and change them. Deleted ones are never found.

use super::apps::{NewEnvironment, Registration};
use super::clients::read_secrets;
use super::database::lock_rows;
use super::list_keys::app_key;
use super::page::{self, List, Part, Rows};
use super::{Connection, Result, StoreError, companies};
use latchkey_domain::client_secrets::ClientSecrets;

/// An app, as it stands to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredApp {
    /// Identifier.
    pub id: String,
    /// Its slug, the short name in addresses.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// The company that it belongs to.
    pub company_id: String,
    /// Whether that somebody is in its team.
    pub is_in_team: bool,
}

type AppRow = (String, String, String, String, i64);

fn read_app((id, slug, name, company_id, in_team): AppRow) -> StoredApp {
    StoredApp {
        id,
        slug,
        name,
        company_id,
        is_in_team: in_team > 0,
    }
}

/// An environment with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Identifier.
    pub id: String,
    /// The app that it belongs to.
    pub app_id: String,
    /// Its name.
    pub name: String,
    /// Address at which people open the app.
    pub url: String,
    /// `client_id`
    pub client_id: String,
    /// SHA-256 of its secrets, hexadecimal.
    pub secrets: ClientSecrets,
    /// The rest.
    pub registration: Registration,
    /// Since when it is archived, if it is.
    pub archived_at_ms: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct EnvironmentRow {
    id: String,
    app_id: String,
    name: String,
    url: String,
    client_id: String,
    client_secret_hash: Option<String>,
    previous_secret_hash: Option<String>,
    previous_secret_ends_at_ms: Option<i64>,
    registration: String,
    archived_at_ms: Option<i64>,
}

impl TryFrom<EnvironmentRow> for Environment {
    type Error = StoreError;

    fn try_from(row: EnvironmentRow) -> Result<Self> {
        Ok(Self {
            registration: Registration::from_json(&row.registration)
                .map_err(|_| StoreError::Corrupt("app_environments.registration"))?,
            secrets: read_secrets(
                row.client_secret_hash,
                row.previous_secret_hash,
                row.previous_secret_ends_at_ms,
            ),
            id: row.id,
            app_id: row.app_id,
            name: row.name,
            url: row.url,
            client_id: row.client_id,
            archived_at_ms: row.archived_at_ms,
        })
    }
}

const ENVIRONMENT: &str = "SELECT id, app_id, name, url, client_id, client_secret_hash, previous_secret_hash,
                                  previous_secret_ends_at_ms, registration, archived_at_ms FROM app_environments";

/// The company of an account (none where no company has proven its domain), and whether the account is its admin.
pub async fn membership_of(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Option<(Option<String>, bool)>> {
    let sql = "SELECT company_id, company_admin FROM accounts WHERE id = $1 AND deactivated_at_ms IS NULL";
    let row: Option<(String, i64)> = sqlx::query_as(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(company, admin)| {
        (
            Some(company).filter(|id| id != companies::UNAFFILIATED),
            admin == 1,
        )
    }))
}

/// Locks this account's team memberships (`FOR SHARE`) until the transaction ends.
pub async fn lock_teams_for_share(connection: &mut Connection, account_id: &str) -> Result<()> {
    let select = "SELECT app_id FROM app_team_members WHERE account_id = $1";
    lock_rows(connection, select, account_id, "FOR SHARE").await
}

/// An app in a list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedApp {
    /// Identifier.
    pub id: String,
    /// Its slug, the short name in addresses.
    pub slug: String,
    /// What people call it.
    pub name: String,
}

/// The apps that somebody manages and that are in use. An account's teams are few: they are found first, and the company's apps by their
/// index.
const IN_USE: &str = "apps WHERE deleted_at_ms IS NULL
   AND (company_id = $1 OR id IN (SELECT app_id FROM app_team_members WHERE account_id = $2))
   AND (NOT EXISTS (SELECT 1 FROM app_environments e WHERE e.app_id = apps.id AND e.deleted_at_ms IS NULL AND e.archived_at_ms IS NOT NULL)
        OR EXISTS (SELECT 1 FROM app_environments e WHERE e.app_id = apps.id AND e.deleted_at_ms IS NULL AND e.archived_at_ms IS NULL))";
/// The others: all of their environments are archived.
const ARCHIVED: &str = "apps WHERE deleted_at_ms IS NULL
   AND (company_id = $1 OR id IN (SELECT app_id FROM app_team_members WHERE account_id = $2))
   AND EXISTS (SELECT 1 FROM app_environments e WHERE e.app_id = apps.id AND e.deleted_at_ms IS NULL AND e.archived_at_ms IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM app_environments e WHERE e.app_id = apps.id AND e.deleted_at_ms IS NULL AND e.archived_at_ms IS NULL)";

/// A page of the apps that an account can manage, by name: those of `company_id` and those whose team the account is in. An app is archived
/// where all of its environments are, and it has one.
pub async fn manageable_by(
    connection: &mut Connection,
    account_id: &str,
    company_id: Option<&str>,
    is_archived: bool,
    part: &Part,
) -> Result<Rows<ListedApp>> {
    let list = List {
        columns: "id, slug, name",
        from: if is_archived { ARCHIVED } else { IN_USE },
        // No company has an empty identifier.
        values: &[company_id.unwrap_or_default(), account_id],
        key: "name_key",
        id: "id",
        searched: &["name_key"],
    };
    page::read(connection, &list, part).await
}

/// What is registered for the environments of these apps that are in use, in no order: pairs of the app's identifier and the registration.
pub async fn registrations_of(
    connection: &mut Connection,
    app_ids: &[&str],
) -> Result<Vec<(String, Registration)>> {
    if app_ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (1..=app_ids.len()).map(|at| format!("${at}")).collect();
    // The places of values, nothing else.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT app_id, registration FROM app_environments
         WHERE app_id IN ({}) AND deleted_at_ms IS NULL AND archived_at_ms IS NULL",
        places.join(", ")
    ));
    let mut query = sqlx::query_as(sql);
    for id in app_ids {
        query = query.bind(*id);
    }
    let rows: Vec<(String, String)> = query.fetch_all(connection).await?;
    let read = |(app_id, registration): (String, String)| {
        let registration = Registration::from_json(&registration)
            .map_err(|_| StoreError::Corrupt("app_environments.registration"))?;
        Ok((app_id, registration))
    };
    rows.into_iter().map(read).collect()
}

/// Whether there is an app that somebody may manage: as one of its team, or as an admin of `company_id`.
pub async fn is_any_managed(
    connection: &mut Connection,
    account_id: &str,
    company_id: Option<&str>,
) -> Result<bool> {
    let sql = "SELECT p.id FROM apps p JOIN app_team_members m ON m.app_id = p.id AND m.account_id = $1
               WHERE p.deleted_at_ms IS NULL
               UNION ALL
               SELECT p.id FROM apps p WHERE p.deleted_at_ms IS NULL AND p.company_id = $2
               LIMIT 1";
    let found: Option<String> = sqlx::query_scalar(sql)
        .bind(account_id)
        .bind(company_id)
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// The app with this slug, as it stands to somebody.
pub async fn by_slug(connection: &mut Connection, slug: &str, account_id: &str) -> Result<Option<StoredApp>> {
    one_app(connection, "p.slug = $1", slug, account_id).await
}

/// The app with this identifier, as it stands to somebody.
pub async fn by_id(connection: &mut Connection, id: &str, account_id: &str) -> Result<Option<StoredApp>> {
    one_app(connection, "p.id = $1", id, account_id).await
}

async fn one_app(
    connection: &mut Connection,
    condition: &'static str,
    value: &str,
    account_id: &str,
) -> Result<Option<StoredApp>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT p.id, p.slug, p.name, p.company_id,
                (SELECT COUNT(*) FROM app_team_members m WHERE m.app_id = p.id AND m.account_id = $2)
         FROM apps p WHERE {condition} AND p.deleted_at_ms IS NULL"
    ));
    let row: Option<AppRow> = sqlx::query_as(sql)
        .bind(value)
        .bind(account_id)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(read_app))
}

/// Waits until nobody else changes the app or its environments, and keeps others from it until this transaction ends.
pub async fn lock_for_update(connection: &mut Connection, app_id: &str) -> Result<()> {
    lock_rows(
        connection,
        "SELECT id FROM apps WHERE id = $1",
        app_id,
        "FOR UPDATE",
    )
    .await?;
    lock_rows(
        connection,
        "SELECT id FROM app_environments WHERE app_id = $1 ORDER BY id",
        app_id,
        "FOR UPDATE",
    )
    .await
}

/// Makes an app. Returns whether it did: the slug may be taken, also by an app that was deleted.
pub async fn insert(
    connection: &mut Connection,
    id: &str,
    company_id: &str,
    slug: &str,
    name: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql = "INSERT INTO apps (id, company_id, slug, name, created_at_ms, name_key) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (slug) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(company_id)
        .bind(slug)
        .bind(name)
        .bind(now_ms)
        .bind(app_key(name))
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Renames an app.
pub async fn rename(connection: &mut Connection, app_id: &str, name: &str) -> Result<()> {
    sqlx::query("UPDATE apps SET name = $2, name_key = $3 WHERE id = $1")
        .bind(app_id)
        .bind(name)
        .bind(app_key(name))
        .execute(connection)
        .await?;
    Ok(())
}

/// The environments of an app, by name.
pub async fn environments_of(connection: &mut Connection, app_id: &str) -> Result<Vec<Environment>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "{ENVIRONMENT} WHERE app_id = $1 AND deleted_at_ms IS NULL ORDER BY name"
    ));
    let rows: Vec<EnvironmentRow> = sqlx::query_as(sql).bind(app_id).fetch_all(connection).await?;
    rows.into_iter().map(Environment::try_from).collect()
}

/// The environment with this identifier.
pub async fn environment(connection: &mut Connection, id: &str) -> Result<Option<Environment>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!("{ENVIRONMENT} WHERE id = $1 AND deleted_at_ms IS NULL"));
    let row: Option<EnvironmentRow> = sqlx::query_as(sql).bind(id).fetch_optional(connection).await?;
    row.map(Environment::try_from).transpose()
}

/// Makes an environment. Returns whether it did: the `client_id` may be taken, also by an environment that was deleted.
///
/// # Errors
/// [`StoreError::AlreadyExists`] where the app has an environment of this name.
pub async fn insert_environment(
    connection: &mut Connection,
    id: &str,
    environment: &NewEnvironment<'_>,
    now_ms: i64,
) -> Result<bool> {
    let sql = "INSERT INTO app_environments (id, app_id, name, url, client_id, client_secret_hash, registration, created_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (client_id) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(environment.app_id)
        .bind(environment.name)
        .bind(environment.url)
        .bind(environment.client_id)
        .bind(environment.client_secret_hash)
        .bind(written(environment.registration)?)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes name, address and the rest of an environment.
///
/// # Errors
/// [`StoreError::AlreadyExists`] where the app has another environment of this name.
pub async fn update_environment(
    connection: &mut Connection,
    id: &str,
    name: &str,
    url: &str,
    registration: &Registration,
) -> Result<()> {
    let sql = "UPDATE app_environments SET name = $2, url = $3, registration = $4 WHERE id = $1";
    sqlx::query(sql)
        .bind(id)
        .bind(name)
        .bind(url)
        .bind(written(registration)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts these secrets in the place of those that an environment has.
pub async fn set_secrets(connection: &mut Connection, id: &str, secrets: &ClientSecrets) -> Result<()> {
    let sql = "UPDATE app_environments
               SET client_secret_hash = $2, previous_secret_hash = $3, previous_secret_ends_at_ms = $4 WHERE id = $1";
    let previous = secrets.previous.as_ref();
    sqlx::query(sql)
        .bind(id)
        .bind(secrets.current.as_deref())
        .bind(previous.map(|previous| previous.hash.as_str()))
        .bind(previous.map(|previous| previous.ends_at_ms))
        .execute(connection)
        .await?;
    Ok(())
}

fn written(registration: &Registration) -> Result<String> {
    serde_json::to_string(registration).map_err(|_| StoreError::Corrupt("registration"))
}
