//! How the platform signs people in through their companies' identity providers: the table `sso_configurations`. A company may have several
//! configurations. Invariants: at most one of them is active; client secrets are sealed, and only [`latchkey_system::secrets`] opens them.

use latchkey_contract::claim_mapping::ClaimMapping;
use latchkey_contract::sso_configurations::IdpKind;

use super::accounts::Account;
use super::{Connection, Result, StoreError, companies, new_id};
use latchkey_domain::email_address::EmailAddress;
use latchkey_domain::sign_in_way::{SignInFacts, Way, way};
use latchkey_system::secrets::token_hash;

/// One configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SsoConfiguration {
    /// Identifier.
    pub id: String,
    /// The company whose identity provider it is.
    pub company_id: String,
    /// The company's slug, for the callback address.
    pub company_slug: String,
    /// What the admin calls it.
    pub name: String,
    /// Issuer or well-known URL of the identity provider, as the admin entered it.
    pub endpoint_url: String,
    /// `client_id` of the platform at the identity provider.
    pub client_id: String,
    /// `client_secret`, or the private key that takes its place; sealed with [`client_secret_purpose`].
    pub client_secret_sealed: String,
    /// `client_secret_post`, `client_secret_basic` or `private_key_jwt`; `None`: the identity provider's metadata decide.
    pub client_auth_method: Option<String>,
    /// Scopes of the authorization request.
    pub scopes: Vec<String>,
    /// From which claims the platform reads a person's name, address and so on.
    pub claim_mapping: ClaimMapping,
    /// Whether people sign in with it: all of the company's domains, or those of the pilot's list alone.
    pub active: bool,
    /// The product that the identity provider is (Entra ID, Google and so on). It only chooses the hints that admins read.
    pub idp: IdpKind,
    /// Identifies the client secret without revealing it; it differs with each new secret.
    pub secret_id: String,
    /// Whether somebody chose the claim mapping; otherwise it is the recommended one.
    pub is_mapped: bool,
    /// Account that changed it last; `None` where the operator did.
    pub changed_by_account_id: Option<String>,
    /// When it was changed last, in milliseconds since the Unix epoch.
    pub updated_at_ms: i64,
    /// When its pilot began, in milliseconds since the Unix epoch: only people on a list sign in with it ([`super::sso_pilot`]). `None`
    /// where it is for everybody, or not active.
    pub pilot_since_ms: Option<i64>,
}

impl SsoConfiguration {
    /// Whether all people of the company's domains sign in with it, not only those on a pilot's list.
    pub const fn is_for_everybody(&self) -> bool {
        self.active && self.pilot_since_ms.is_none()
    }

    /// Whether a private key takes the place of the client secret (RFC 7523).
    pub fn uses_key(&self) -> bool {
        self.client_auth_method.as_deref() == Some("private_key_jwt")
    }

    /// A hash of the settings that a test run proves to work: the identity provider, the client, its secret and how that is sent, and the
    /// scopes. A test run counts as long as the fingerprint is the one that it ran with.
    pub fn settings_fingerprint(&self) -> String {
        let settings = serde_json::json!([
            self.id,
            self.endpoint_url,
            self.client_id,
            self.secret_id,
            self.client_auth_method,
            self.scopes,
        ]);
        token_hash(&settings.to_string())
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    company_id: String,
    company_slug: String,
    name: String,
    endpoint_url: String,
    client_id: String,
    client_secret_sealed: String,
    client_auth_method: Option<String>,
    scopes: String,
    claim_mapping: String,
    active: i64,
    idp: String,
    secret_id: String,
    mapped_at_ms: Option<i64>,
    changed_by_account_id: Option<String>,
    updated_at_ms: i64,
    pilot_since_ms: Option<i64>,
}

impl TryFrom<Row> for SsoConfiguration {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let claim_mapping = serde_json::from_str(&row.claim_mapping);
        Ok(Self {
            claim_mapping: claim_mapping
                .map_err(|_| StoreError::Corrupt("sso_configurations.claim_mapping"))?,
            scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
            active: row.active != 0,
            id: row.id,
            company_id: row.company_id,
            company_slug: row.company_slug,
            name: row.name,
            endpoint_url: row.endpoint_url,
            client_id: row.client_id,
            client_secret_sealed: row.client_secret_sealed,
            client_auth_method: row.client_auth_method,
            idp: IdpKind::from_text(&row.idp),
            secret_id: row.secret_id,
            is_mapped: row.mapped_at_ms.is_some(),
            changed_by_account_id: row.changed_by_account_id,
            updated_at_ms: row.updated_at_ms,
            pilot_since_ms: row.pilot_since_ms,
        })
    }
}

const SELECT: &str = "SELECT c.id, c.company_id, o.slug AS company_slug, c.name, c.endpoint_url, c.client_id, c.client_secret_sealed,
                             c.client_auth_method, c.scopes, c.claim_mapping, c.active, c.idp, c.secret_id, c.mapped_at_ms,
                             c.changed_by_account_id, c.updated_at_ms, c.pilot_since_ms
                      FROM sso_configurations c JOIN companies o ON o.id = c.company_id";

/// The purpose for which a configuration's client secret is sealed (associated data of the encryption).
pub fn client_secret_purpose(configuration_id: &str) -> String {
    format!("client_secret:{configuration_id}")
}

/// Whether the person with this address is sent to a company's identity provider: all people of the domain are, or the address is on the
/// list of a pilot.
pub async fn is_sent(connection: &mut Connection, address: &EmailAddress) -> Result<bool> {
    Ok(active_for_address(connection, address).await?.is_some())
}

/// The columns that decide how the person of an account `a` signs in, each a count: `federated`, `sso`, `links`, `domains`, `former`, in
/// the order of the fields of [`SignInFacts`].
pub(super) const SIGN_IN_FACTS: &str =
    "(SELECT COUNT(*) FROM email_domains d JOIN sso_configurations c ON c.company_id = d.company_id AND c.active = 1
       WHERE d.domain = a.email_domain AND d.proven_at_ms IS NOT NULL AND (c.pilot_since_ms IS NULL
         OR EXISTS (SELECT 1 FROM sso_pilot_people p WHERE p.company_id = c.company_id AND p.email_key = a.email_key))) AS federated,
     (SELECT COUNT(*) FROM sso_configurations c WHERE c.company_id = a.company_id AND c.active = 1 AND (c.pilot_since_ms IS NULL
         OR EXISTS (SELECT 1 FROM sso_pilot_people p WHERE p.company_id = c.company_id AND p.email_key = a.email_key))) AS sso,
     (SELECT COUNT(*) FROM account_links l WHERE l.account_id = a.id AND l.company_id = a.company_id) AS links,
     (SELECT COUNT(*) FROM email_domains d
       WHERE d.domain = a.email_domain AND d.company_id = a.company_id AND d.proven_at_ms IS NOT NULL) AS domains,
     (SELECT COUNT(*) FROM former_addresses h JOIN email_domains d ON d.domain = h.email_domain
       WHERE h.account_id = a.id AND d.company_id = a.company_id AND d.proven_at_ms IS NOT NULL) AS former";

/// What decides how the person of an account signs in. Where there is no such account, no fact holds.
pub async fn facts_of(connection: &mut Connection, account_id: &str) -> Result<SignInFacts> {
    // Constants of this file.
    let sql = sqlx::AssertSqlSafe(format!("SELECT {SIGN_IN_FACTS} FROM accounts a WHERE a.id = $1"));
    let row: Option<(i64, i64, i64, i64, i64)> = sqlx::query_as(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?;
    let facts = row.map(|(federated, sso, links, domains, former)| SignInFacts {
        is_domain_federated: federated > 0,
        has_company_sso: sso > 0,
        is_linked: links > 0,
        is_in_company_domain: domains > 0,
        was_in_company_domain: former > 0,
    });
    Ok(facts.unwrap_or_default())
}

/// The active configuration with which the person of an account signs in: the one of the address's domain, or else the one of the account's
/// company. `None` where the person signs in with a password.
pub async fn active_for_account(
    connection: &mut Connection,
    account: &Account,
    address: &EmailAddress,
) -> Result<Option<SsoConfiguration>> {
    if way(facts_of(connection, &account.id).await?) == Way::Password {
        return Ok(None);
    }
    match active_for_address(connection, address).await? {
        Some(configuration) => Ok(Some(configuration)),
        None => active_of_company(connection, &account.company_id).await,
    }
}

/// The active configuration with which the person with this address signs in. Only this statement and [`SIGN_IN_FACTS`] decide who takes
/// part in a pilot.
pub async fn active_for_address(
    connection: &mut Connection,
    address: &EmailAddress,
) -> Result<Option<SsoConfiguration>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} JOIN email_domains d ON d.company_id = c.company_id
         WHERE d.domain = $1 AND d.proven_at_ms IS NOT NULL AND c.active = 1 AND (c.pilot_since_ms IS NULL
           OR EXISTS (SELECT 1 FROM sso_pilot_people p WHERE p.company_id = c.company_id AND p.email_key = $2))"
    ));
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(address.domain().as_str())
        .bind(address.key())
        .fetch_optional(connection)
        .await?;
    row.map(SsoConfiguration::try_from).transpose()
}

/// The active configuration whose `endpoint_url` is one of these spellings of an issuer, whatever query stands behind it. `None` where
/// there is none, or where several companies have that identity provider.
pub async fn only_active_at(
    connection: &mut Connection,
    spellings: &[String; 4],
) -> Result<Option<SsoConfiguration>> {
    // A query in the endpoint's URL goes to the discovery alone: it is no part of the issuer.
    let with_query = "substr(c.endpoint_url, 1, length($1) + 1) = $1 || '?' OR substr(c.endpoint_url, 1, length($2) + 1) = $2 || '?'
                      OR substr(c.endpoint_url, 1, length($3) + 1) = $3 || '?' OR substr(c.endpoint_url, 1, length($4) + 1) = $4 || '?'";
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE c.active = 1 AND (c.endpoint_url IN ($1, $2, $3, $4) OR {with_query}) LIMIT 2"
    ));
    let mut query = sqlx::query_as(sql);
    for spelling in spellings {
        query = query.bind(spelling);
    }
    let rows: Vec<Row> = query.fetch_all(connection).await?;
    let mut found = rows.into_iter().map(SsoConfiguration::try_from);
    match (found.next(), found.next()) {
        (Some(only), None) => only.map(Some),
        _ => Ok(None),
    }
}

/// The company's active configuration.
pub async fn active_of_company(
    connection: &mut Connection,
    company_id: &str,
) -> Result<Option<SsoConfiguration>> {
    fetch(connection, "WHERE c.company_id = $1 AND c.active = 1", company_id).await
}

/// The configuration of a company by its name.
pub async fn by_name(
    connection: &mut Connection,
    company_id: &str,
    name: &str,
) -> Result<Option<SsoConfiguration>> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.company_id = $1 AND c.name = $2"));
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(company_id)
        .bind(name)
        .fetch_optional(connection)
        .await?;
    row.map(SsoConfiguration::try_from).transpose()
}

async fn fetch(
    connection: &mut Connection,
    condition: &'static str,
    value: &str,
) -> Result<Option<SsoConfiguration>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} {condition}"));
    let row: Option<Row> = sqlx::query_as(sql).bind(value).fetch_optional(connection).await?;
    row.map(SsoConfiguration::try_from).transpose()
}

/// The configuration with this identifier, if it is the company's.
pub async fn by_id(
    connection: &mut Connection,
    company_id: &str,
    id: &str,
) -> Result<Option<SsoConfiguration>> {
    // The identifier comes from a URL, so it may be any text. PostgreSQL would refuse one with a NUL byte.
    if uuid::Uuid::try_parse(id).is_err() {
        return Ok(None);
    }
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.company_id = $1 AND c.id = $2"));
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(company_id)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.map(SsoConfiguration::try_from).transpose()
}

/// The configuration with this identifier, whosever it is.
pub async fn with_id(connection: &mut Connection, id: &str) -> Result<Option<SsoConfiguration>> {
    fetch(connection, "WHERE c.id = $1", id).await
}

/// The company's configurations, the active one first, then the one that was changed last.
pub async fn of_company(connection: &mut Connection, company_id: &str) -> Result<Vec<SsoConfiguration>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE c.company_id = $1 ORDER BY c.active DESC, c.updated_at_ms DESC, c.id"
    ));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(company_id).fetch_all(connection).await?;
    rows.into_iter().map(SsoConfiguration::try_from).collect()
}

/// Inserts or changes a configuration. `active` and `pilot_since_ms` are not written ([`set_active`]). A client secret with another
/// ciphertext counts as a new one, and gets a new `secret_id`.
pub async fn upsert(
    connection: &mut Connection,
    configuration: &SsoConfiguration,
    now_ms: i64,
) -> Result<()> {
    let mapping = serde_json::to_string(&configuration.claim_mapping)
        .map_err(|_| StoreError::Corrupt("claim_mapping"))?;
    let sql = "INSERT INTO sso_configurations (id, company_id, name, endpoint_url, client_id, client_secret_sealed, client_auth_method,
                                               scopes, claim_mapping, active, created_at_ms, updated_at_ms, idp, secret_id,
                                               mapped_at_ms, changed_by_account_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $10, $11, $12, $13, $14)
               ON CONFLICT (id) DO UPDATE SET name = excluded.name, endpoint_url = excluded.endpoint_url, client_id = excluded.client_id,
                 secret_id = CASE WHEN sso_configurations.client_secret_sealed = excluded.client_secret_sealed
                   THEN sso_configurations.secret_id ELSE excluded.secret_id END,
                 client_secret_sealed = excluded.client_secret_sealed, client_auth_method = excluded.client_auth_method,
                 scopes = excluded.scopes, claim_mapping = excluded.claim_mapping, updated_at_ms = excluded.updated_at_ms,
                 idp = excluded.idp, mapped_at_ms = excluded.mapped_at_ms,
                 changed_by_account_id = excluded.changed_by_account_id";
    sqlx::query(sql)
        .bind(&configuration.id)
        .bind(&configuration.company_id)
        .bind(&configuration.name)
        .bind(&configuration.endpoint_url)
        .bind(&configuration.client_id)
        .bind(&configuration.client_secret_sealed)
        .bind(&configuration.client_auth_method)
        .bind(configuration.scopes.join(" "))
        .bind(mapping)
        .bind(now_ms)
        .bind(configuration.idp.as_str())
        .bind(new_id())
        .bind(configuration.is_mapped.then_some(now_ms))
        .bind(&configuration.changed_by_account_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// A client secret that was kept beside the present one ([`super::kept_secrets`]): the next one, or the one before.
#[derive(Debug, Clone, Copy)]
pub struct OtherSecret<'a> {
    /// The secret, sealed with [`client_secret_purpose`].
    pub sealed: &'a str,
    /// Identifies the secret ([`SsoConfiguration::secret_id`]): test runs that passed with it count again.
    pub secret_id: &'a str,
}

/// Puts another client secret in the place of the present one.
pub async fn replace_secret(
    connection: &mut Connection,
    id: &str,
    secret: OtherSecret<'_>,
    changed_by_account_id: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "UPDATE sso_configurations SET client_secret_sealed = $2, secret_id = $3, changed_by_account_id = $4, updated_at_ms = $5
               WHERE id = $1";
    sqlx::query(sql)
        .bind(id)
        .bind(secret.sealed)
        .bind(secret.secret_id)
        .bind(changed_by_account_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes a configuration, with its test runs, its test access and the secrets that were kept beside its own. Returns `false`, and deletes
/// nothing, where it is active or does not exist.
pub async fn delete(connection: &mut Connection, id: &str) -> Result<bool> {
    let sql = "DELETE FROM sso_configurations WHERE id = $1 AND active = 0";
    let gone = sqlx::query(sql).bind(id).execute(&mut *connection).await?;
    if gone.rows_affected() == 0 {
        return Ok(false);
    }
    for sql in [
        "DELETE FROM sso_test_runs WHERE sso_configuration_id = $1",
        "DELETE FROM sso_test_access WHERE sso_configuration_id = $1",
        "DELETE FROM sso_secret_watch WHERE sso_configuration_id = $1",
        "DELETE FROM kept_client_secrets WHERE sso_configuration_id = $1",
    ] {
        sqlx::query(sql).bind(id).execute(&mut *connection).await?;
    }
    Ok(true)
}

/// The identifiers of a company's configurations.
pub async fn ids_of_company(connection: &mut Connection, company_id: &str) -> Result<Vec<String>> {
    let sql = "SELECT id FROM sso_configurations WHERE company_id = $1 ORDER BY id";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_all(connection)
        .await?)
}

/// The client secret that the last import file had for the configuration; sealed with [`client_secret_purpose`].
pub async fn imported_secret(connection: &mut Connection, id: &str) -> Result<Option<String>> {
    let sql = "SELECT imported_secret_sealed FROM sso_configurations WHERE id = $1";
    let sealed: Option<Option<String>> = sqlx::query_scalar(sql)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(sealed.flatten())
}

/// Writes down which client secret an import file had, whether or not the configuration took it over.
pub async fn remember_imported_secret(connection: &mut Connection, id: &str, sealed: &str) -> Result<()> {
    let sql = "UPDATE sso_configurations SET imported_secret_sealed = $2 WHERE id = $1";
    sqlx::query(sql).bind(id).bind(sealed).execute(connection).await?;
    Ok(())
}

/// Makes `active_id` the company's only active configuration; `None` leaves the company without one. Also keeps `companies.sso_since_ms`,
/// the time since when everybody of the company has signed in by SSO: it stays when one configuration takes the other's place.
pub async fn set_active(
    connection: &mut Connection,
    company_id: &str,
    active_id: Option<&str>,
    now_ms: i64,
) -> Result<()> {
    companies::lock_for_update(connection, company_id).await?;
    // The old one is deactivated first: a unique index refuses two active ones of a company.
    let sql = "UPDATE sso_configurations SET active = 0, pilot_since_ms = NULL, updated_at_ms = $2 WHERE company_id = $1 AND active = 1 AND id <> $3";
    sqlx::query(sql)
        .bind(company_id)
        .bind(now_ms)
        .bind(active_id.unwrap_or_default())
        .execute(&mut *connection)
        .await?;
    let sql = "UPDATE sso_configurations SET active = 1, updated_at_ms = $3 WHERE company_id = $1 AND id = $2 AND active = 0";
    sqlx::query(sql)
        .bind(company_id)
        .bind(active_id.unwrap_or_default())
        .bind(now_ms)
        .execute(&mut *connection)
        .await?;
    let sql = "UPDATE companies SET sso_since_ms = CASE WHEN EXISTS
                 (SELECT 1 FROM sso_configurations c WHERE c.company_id = companies.id AND c.active = 1 AND c.pilot_since_ms IS NULL)
                 THEN COALESCE(sso_since_ms, CAST($2 AS BIGINT)) END WHERE id = $1";
    sqlx::query(sql)
        .bind(company_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
