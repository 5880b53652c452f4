//! Apps, their environments, and who may enter them.

use super::access_routes::GROUP_ROUTES;
use super::database::lock_rows;
use super::list_keys::app_key;
use super::{Connection, Result, StoreError, new_id};

pub use super::registration::Registration;

/// An environment to be stored.
#[derive(Debug)]
pub struct NewEnvironment<'a> {
    /// The app it belongs to.
    pub app_id: &'a str,
    /// E.g. `Acceptance`.
    pub name: &'a str,
    /// Address at which people open the app.
    pub url: &'a str,
    /// `client_id`
    pub client_id: &'a str,
    /// SHA-256 of the client secret, hexadecimal; none for a public client.
    pub client_secret_hash: Option<&'a str>,
    /// The rest.
    pub registration: &'a Registration,
}

/// An environment that somebody may open.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenableEnvironment {
    /// Identifier.
    pub id: String,
    /// Name of the app.
    pub app: String,
    /// The app's slug, its short name in addresses.
    pub app_slug: String,
    /// Name of the environment.
    pub environment: String,
    /// Address at which people open the app.
    pub url: String,
    /// The company that the app belongs to.
    pub company_id: String,
    /// 1 for somebody of the app's team.
    pub in_team: i64,
}

/// The company that an app belongs or belonged to, by the app's slug: a deleted one keeps it.
pub async fn owner_by_slug(connection: &mut Connection, slug: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT company_id FROM apps WHERE slug = $1")
        .bind(slug)
        .fetch_optional(connection)
        .await?)
}

/// Makes the app or renames it; returns its identifier. One that was deleted stays so.
pub async fn upsert(
    connection: &mut Connection,
    company_id: &str,
    slug: &str,
    name: &str,
    now_ms: i64,
) -> Result<String> {
    let sql = "INSERT INTO apps (id, company_id, slug, name, created_at_ms, name_key) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (slug) DO UPDATE SET name = excluded.name, name_key = excluded.name_key RETURNING id";
    let id = sqlx::query_scalar(sql)
        .bind(new_id())
        .bind(company_id)
        .bind(slug)
        .bind(name)
        .bind(now_ms)
        .bind(app_key(name))
        .fetch_one(connection)
        .await?;
    Ok(id)
}

/// Whether this was the `client_id` of an environment that was deleted: it is nobody's any more, ever.
pub async fn is_deleted_client(connection: &mut Connection, client_id: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM app_environments WHERE client_id = $1 AND deleted_at_ms IS NOT NULL";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(client_id)
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}

/// Adds somebody to the app's team. Returns whether that is a change.
pub async fn add_team_member(connection: &mut Connection, app_id: &str, account_id: &str) -> Result<bool> {
    let sql = "INSERT INTO app_team_members (app_id, account_id) VALUES ($1, $2) ON CONFLICT (app_id, account_id) DO NOTHING";
    let added = sqlx::query(sql)
        .bind(app_id)
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(added.rows_affected() == 1)
}

/// Makes the environment or changes it; returns its identifier. Another secret than the one that was imported last takes the place of
/// all that it had; the same one, or none, leaves the secrets as they are.
///
/// # Errors
/// [`StoreError::AlreadyExists`] where another environment has this client id.
pub async fn upsert_environment(
    connection: &mut Connection,
    environment: &NewEnvironment<'_>,
    now_ms: i64,
) -> Result<String> {
    let registration =
        serde_json::to_string(environment.registration).map_err(|_| StoreError::Corrupt("registration"))?;
    // The secret that a file said before may have been ended since; left out, or older than this memory, it is as it is, too.
    let sql = "INSERT INTO app_environments (id, app_id, name, url, client_id, client_secret_hash, registration, created_at_ms,
                                             imported_secret_hash)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6)
               ON CONFLICT (app_id, name) DO UPDATE SET url = excluded.url, client_id = excluded.client_id,
                 previous_secret_hash = CASE WHEN app_environments.client_secret_hash = excluded.client_secret_hash
                     OR excluded.client_secret_hash IS NULL
                     OR app_environments.imported_secret_hash IN ('', excluded.client_secret_hash)
                   THEN app_environments.previous_secret_hash END,
                 client_secret_hash = CASE WHEN excluded.client_secret_hash IS NULL
                     OR app_environments.imported_secret_hash IN ('', excluded.client_secret_hash)
                   THEN app_environments.client_secret_hash ELSE excluded.client_secret_hash END,
                 imported_secret_hash = COALESCE(excluded.client_secret_hash, app_environments.imported_secret_hash),
                 registration = excluded.registration
               RETURNING id";
    let id = sqlx::query_scalar(sql)
        .bind(new_id())
        .bind(environment.app_id)
        .bind(environment.name)
        .bind(environment.url)
        .bind(environment.client_id)
        .bind(environment.client_secret_hash)
        .bind(registration)
        .bind(now_ms)
        .fetch_one(connection)
        .await?;
    Ok(id)
}

/// Holds the environment until the transaction ends: of two who change it, one comes after the other.
pub async fn lock_environment(connection: &mut Connection, id: &str) -> Result<()> {
    let select = "SELECT id FROM app_environments WHERE id = $1";
    lock_rows(connection, select, id, "FOR UPDATE").await
}

/// Changes the registration of an environment.
pub async fn set_registration(
    connection: &mut Connection,
    id: &str,
    registration: &Registration,
) -> Result<()> {
    let registration =
        serde_json::to_string(registration).map_err(|_| StoreError::Corrupt("registration"))?;
    sqlx::query("UPDATE app_environments SET registration = $2 WHERE id = $1")
        .bind(id)
        .bind(registration)
        .execute(connection)
        .await?;
    Ok(())
}

/// The environments that an account may open, by access of its own or a group's, by app name, then environment name.
pub async fn openable_by(connection: &mut Connection, account_id: &str) -> Result<Vec<OpenableEnvironment>> {
    // Both parts are constants of this crate.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT e.id, p.name AS app, p.slug AS app_slug, e.name AS environment, e.url, p.company_id,
                      (SELECT COUNT(*) FROM app_team_members m WHERE m.app_id = p.id AND m.account_id = $1) AS in_team
               FROM app_environments e JOIN apps p ON p.id = e.app_id
               WHERE e.deleted_at_ms IS NULL AND e.archived_at_ms IS NULL
                 AND e.id IN (SELECT environment_id FROM access_grants WHERE account_id = $1
                              UNION SELECT g.environment_id FROM {GROUP_ROUTES} AND m.account_id = $1)
               ORDER BY p.name, e.name"
    ));
    Ok(sqlx::query_as(sql).bind(account_id).fetch_all(connection).await?)
}
