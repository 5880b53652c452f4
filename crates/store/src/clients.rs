//! Apps' environments as the provider sees them: OAuth clients, and who may enter.

use super::accounts::language_of_news;
use super::apps::Registration;
use super::database::lock_rows;
use super::{Connection, Result, StoreError};
use latchkey_contract::Language;
use latchkey_domain::client_secrets::{ClientSecrets, Previous};

/// An environment as a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Identifier of the environment.
    pub environment_id: String,
    /// `client_id`
    pub client_id: String,
    /// SHA-256 of its secrets, hexadecimal.
    pub secrets: ClientSecrets,
    /// Identifier of the app.
    pub app_id: String,
    /// Name of the app.
    pub app: String,
    /// Name of the environment.
    pub environment: String,
    /// Address at which people open the app.
    pub url: String,
    /// The company that the app belongs to.
    pub company_id: String,
    /// The rest of the registration.
    pub registration: Registration,
    /// Whether it is archived, so that nobody enters it.
    pub is_archived: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    environment_id: String,
    client_id: String,
    client_secret_hash: Option<String>,
    previous_secret_hash: Option<String>,
    previous_secret_ends_at_ms: Option<i64>,
    app_id: String,
    app: String,
    environment: String,
    url: String,
    company_id: String,
    registration: String,
    archived_at_ms: Option<i64>,
}

impl TryFrom<Row> for Client {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            registration: Registration::from_json(&row.registration)
                .map_err(|_| StoreError::Corrupt("app_environments.registration"))?,
            environment_id: row.environment_id,
            client_id: row.client_id,
            secrets: read_secrets(
                row.client_secret_hash,
                row.previous_secret_hash,
                row.previous_secret_ends_at_ms,
            ),
            app_id: row.app_id,
            app: row.app,
            environment: row.environment,
            url: row.url,
            company_id: row.company_id,
            is_archived: row.archived_at_ms.is_some(),
        })
    }
}

const SELECT: &str =
    "SELECT e.id AS environment_id, e.client_id, e.client_secret_hash, e.previous_secret_hash,
                             e.previous_secret_ends_at_ms, e.app_id, p.name AS app, e.name AS environment, e.url,
                             p.company_id, e.registration, e.archived_at_ms
                      FROM app_environments e JOIN apps p ON p.id = e.app_id";

/// The client with this `client_id`. A deleted environment is none any more.
pub async fn by_client_id(connection: &mut Connection, client_id: &str) -> Result<Option<Client>> {
    // It comes from outside, and PostgreSQL takes no NUL.
    if client_id.contains(char::is_control) {
        return Ok(None);
    }
    by(
        connection,
        "WHERE e.client_id = $1 AND e.deleted_at_ms IS NULL",
        client_id,
    )
    .await
}

/// The client that is this environment; none any more where it was deleted.
pub async fn by_environment(connection: &mut Connection, environment_id: &str) -> Result<Option<Client>> {
    by(
        connection,
        "WHERE e.id = $1 AND e.deleted_at_ms IS NULL",
        environment_id,
    )
    .await
}

/// The client that is this environment, or was: only for telling it of sessions that are over.
pub async fn present_or_deleted(connection: &mut Connection, environment_id: &str) -> Result<Option<Client>> {
    by(connection, "WHERE e.id = $1", environment_id).await
}

/// Keeps an environment from being deleted until this transaction ends. Returns whether it is there.
pub async fn lock(connection: &mut Connection, environment_id: &str) -> Result<bool> {
    let select = "SELECT id FROM app_environments WHERE id = $1";
    lock_rows(connection, select, environment_id, "FOR KEY SHARE").await?;
    let sql = "SELECT COUNT(*) FROM app_environments WHERE id = $1 AND deleted_at_ms IS NULL";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(environment_id)
        .fetch_one(connection)
        .await?;
    Ok(count == 1)
}

async fn by(connection: &mut Connection, condition: &'static str, value: &str) -> Result<Option<Client>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} {condition}"));
    let row: Option<Row> = sqlx::query_as(sql).bind(value).fetch_optional(connection).await?;
    row.map(Client::try_from).transpose()
}

/// Reads secrets as they are stored.
pub(super) fn read_secrets(
    current: Option<String>,
    previous: Option<String>,
    previous_ends_at_ms: Option<i64>,
) -> ClientSecrets {
    let previous = previous.zip(previous_ends_at_ms);
    ClientSecrets {
        current,
        previous: previous.map(|(hash, ends_at_ms)| Previous { hash, ends_at_ms }),
    }
}

/// Reads roles as they are stored.
pub(super) fn read_roles(json: &str) -> Result<Vec<String>> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt("roles of access"))
}

/// The roles that an environment has, of a registration as it is stored. Nothing else of it is read: this is on the way of
/// every token.
pub(super) fn published_roles(registration: &str) -> Result<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Roles {
        #[serde(default)]
        roles: Vec<String>,
    }
    let roles: Roles = serde_json::from_str(registration)
        .map_err(|_| StoreError::Corrupt("app_environments.registration"))?;
    Ok(roles.roles)
}

/// Somebody of an app's team.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TeamMember {
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
}

/// Whom to ask for access: those of the app's team who can answer, a few of them.
pub async fn team_of(connection: &mut Connection, environment_id: &str) -> Result<Vec<TeamMember>> {
    let sql = "SELECT a.email, a.first_name, a.last_name FROM app_environments e JOIN app_team_members m ON m.app_id = e.app_id
                 JOIN accounts a ON a.id = m.account_id
               WHERE e.id = $1 AND e.deleted_at_ms IS NULL AND a.deactivated_at_ms IS NULL ORDER BY a.email LIMIT 5";
    Ok(sqlx::query_as(sql)
        .bind(environment_id)
        .fetch_all(connection)
        .await?)
}

/// Somebody who manages an app.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Manager {
    /// Email address.
    pub email: String,
    language: Option<String>,
    last_language: Option<String>,
}

impl Manager {
    /// The language of mails to the person, as in [`Account::language_of_news`](super::accounts::Account::language_of_news).
    pub fn language_of_news(&self, otherwise: Language) -> Language {
        language_of_news(self.language.as_deref(), self.last_language.as_deref(), otherwise)
    }
}

/// Who is mailed about an app: its team, or where nobody is in it the admins of its company; some of them.
pub async fn managers_of(connection: &mut Connection, app_id: &str) -> Result<Vec<Manager>> {
    let team = "SELECT a.email, a.language, l.language AS last_language FROM app_team_members m JOIN accounts a ON a.id = m.account_id
                LEFT JOIN last_sign_ins l ON l.account_id = a.id
                WHERE m.app_id = $1 AND a.deactivated_at_ms IS NULL ORDER BY a.email LIMIT 20";
    let found: Vec<Manager> = sqlx::query_as(team)
        .bind(app_id)
        .fetch_all(&mut *connection)
        .await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let admins = "SELECT a.email, a.language, l.language AS last_language FROM apps p JOIN accounts a ON a.company_id = p.company_id
                  LEFT JOIN last_sign_ins l ON l.account_id = a.id
                  WHERE p.id = $1 AND a.company_admin = 1 AND a.deactivated_at_ms IS NULL ORDER BY a.email LIMIT 20";
    Ok(sqlx::query_as(admins).bind(app_id).fetch_all(connection).await?)
}
