//! `latchkey import`: creates or updates what the file says, in one transaction. Invariants: deletes nothing; twice is the
//! same as once; a fault anywhere means that nothing was imported.

use std::path::Path;

use serde_json::json;
use zeroize::Zeroizing;

use super::import_file::{self, ImportFile};
use crate::clock::Clock;
use crate::domain::email_address::{EmailAddress, EmailDomain};
use crate::federation::issuer_of_endpoint;
use crate::passwords::PasswordHasher;
use crate::secrets::{SecretKey, token_hash};
use crate::store::{
    Connection, Store, StoreError, account_links, accounts, apps, audit,
    companies::{self, Company},
    new_id, password_jobs, sso_configurations,
};

/// Why a file was not imported. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML of the expected shape.
    #[error("{0}")]
    Syntax(String),
    /// A value in it cannot be.
    #[error("{0}")]
    Value(String),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Companies made or updated.
    pub companies: usize,
    /// Accounts made or updated.
    pub accounts: usize,
    /// App environments made or updated.
    pub environments: usize,
    /// SSO configurations made or updated.
    pub sso_configurations: usize,
}

/// Reads the file at `path`.
pub fn read(path: &Path) -> Result<ImportFile, ImportError> {
    let text = std::fs::read_to_string(path).map_err(|source| ImportError::Read {
        path: path.display().to_string(),
        source,
    })?;
    parse(&text)
}

/// Reads the text of an import file.
pub fn parse(text: &str) -> Result<ImportFile, ImportError> {
    // The parser's own message would show the line at fault, and with it perhaps a secret.
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| {
            text[..span.start.min(text.len())].matches('\n').count() + 1
        });
        ImportError::Syntax(format!("line {line}: {}", error.message()))
    })
}

/// What an import works with.
pub struct Importer<'a> {
    /// Where to.
    pub store: &'a Store,
    /// Seals client secrets.
    pub secret_key: &'a SecretKey,
    /// Hashes passwords.
    pub passwords: &'a PasswordHasher,
    /// The time.
    pub clock: &'a dyn Clock,
}

impl Importer<'_> {
    /// Imports `file`.
    pub async fn run(&self, file: ImportFile) -> Result<Imported, ImportError> {
        let hashes = self.hash_new_passwords(&file).await?;
        let mut transaction = self.store.begin().await?;
        let mut imported = Imported::default();
        for (company, hashes) in file.company.iter().zip(&hashes) {
            self.company(&mut transaction, company, hashes, &mut imported)
                .await?;
        }
        transaction.commit().await?;
        Ok(imported)
    }

    /// Hashes the passwords that differ from what is stored, before the transaction begins: hashing takes its time, and a
    /// running server shares the one writer of SQLite.
    async fn hash_new_passwords(&self, file: &ImportFile) -> Result<Vec<Vec<Option<String>>>, ImportError> {
        let mut all = Vec::new();
        for company in &file.company {
            let mut hashes = Vec::new();
            for account in &company.account {
                hashes.push(self.new_hash(account).await?);
            }
            all.push(hashes);
        }
        Ok(all)
    }

    async fn new_hash(&self, account: &import_file::Account) -> Result<Option<String>, ImportError> {
        let Some(password) = &account.password else {
            return Ok(None);
        };
        let busy = |_| ImportError::Value("too many passwords at once".into());
        let stored =
            accounts::credentials_by_email(&mut *self.store.read().await?, &address(&account.email)?).await?;
        let stored = stored.and_then(|credentials| credentials.password_hash);
        let password = Zeroizing::new(password.clone());
        if stored.is_some()
            && self
                .passwords
                .verify(stored, password.clone())
                .await
                .map_err(busy)?
        {
            return Ok(None);
        }
        Ok(Some(self.passwords.hash(password).await.map_err(busy)?))
    }

    async fn company(
        &self,
        connection: &mut Connection,
        file: &import_file::Company,
        hashes: &[Option<String>],
        imported: &mut Imported,
    ) -> Result<(), ImportError> {
        let now = self.clock.now_ms();
        check_slug(&file.slug)?;
        check_name("company", &file.name)?;
        let known = companies::by_slug(connection, &file.slug).await?;
        let id = known.map_or_else(new_id, |company| company.id);
        let company = Company {
            id,
            slug: file.slug.clone(),
            name: file.name.clone(),
        };
        companies::upsert(connection, &company, now).await?;
        for domain in &file.domains {
            add_domain(connection, &company, domain, now).await?;
        }
        for (account, hash) in file.account.iter().zip(hashes) {
            import_account(connection, &company, account, now).await?;
            imported.accounts += 1;
            set_password(connection, account, hash.as_deref()).await?;
        }
        for app in &file.app {
            imported.environments += import_app(connection, &company, app, now).await?;
        }
        for configuration in &file.sso_configuration {
            self.sso_configuration(connection, &company, configuration)
                .await?;
            imported.sso_configurations += 1;
        }
        imported.companies += 1;
        let event = audit::Event {
            action: "imported",
            company_id: Some(&company.id),
            actor_account_id: None,
            subject: None,
            detail: json!({}),
        };
        audit::append(connection, &event, &audit::Origin::default(), now).await?;
        Ok(())
    }

    async fn sso_configuration(
        &self,
        connection: &mut Connection,
        company: &Company,
        file: &import_file::SsoConfiguration,
    ) -> Result<(), ImportError> {
        let now = self.clock.now_ms();
        check_name("SSO configuration", &file.name)?;
        check_client_auth_method(file.client_auth_method.as_deref())?;
        let issuer = issuer_of_endpoint(&file.endpoint_url)
            .map_err(|error| ImportError::Value(format!("endpoint_url of {:?}: {error}", file.name)))?;
        let known = sso_configurations::by_name(connection, &company.id, &file.name).await?;
        let id = known.map_or_else(new_id, |configuration| configuration.id);
        let sealed = self.secret_key.seal(
            &sso_configurations::client_secret_purpose(&id),
            &file.client_secret,
        );
        let mut scopes = file.scopes.clone();
        if !scopes.iter().any(|scope| scope == "openid") {
            scopes.insert(0, "openid".into());
        }
        let configuration = sso_configurations::SsoConfiguration {
            id,
            company_id: company.id.clone(),
            company_slug: company.slug.clone(),
            name: file.name.clone(),
            endpoint_url: file.endpoint_url.trim().to_owned(),
            client_id: file.client_id.clone(),
            client_secret_sealed: sealed.map_err(|error| ImportError::Value(error.to_string()))?,
            client_auth_method: file.client_auth_method.clone(),
            scopes,
            claim_mapping: file.claims.clone(),
            active: file.active,
        };
        sso_configurations::upsert(connection, &configuration, now).await?;
        if file.active {
            activate(connection, &configuration, &issuer, now).await?;
        }
        Ok(())
    }
}

/// Makes the configuration the active one. Links of other issuers or claims are void from now on, and the passwords of the
/// company's people go, unless it was active already.
async fn activate(
    connection: &mut Connection,
    configuration: &sso_configurations::SsoConfiguration,
    issuer: &str,
    now_ms: i64,
) -> Result<(), ImportError> {
    let company_id = &configuration.company_id;
    let before = sso_configurations::active_of_company(connection, company_id).await?;
    sso_configurations::set_active(connection, company_id, Some(&configuration.id), now_ms).await?;
    account_links::delete_others(
        connection,
        company_id,
        issuer,
        &configuration.claim_mapping.foreign_id,
    )
    .await?;
    if before.is_none() {
        password_jobs::queue(connection, company_id, now_ms).await?;
    }
    if before.is_none_or(|before| before.id != configuration.id) {
        let event = audit::Event {
            action: "sso_configuration_activated",
            company_id: Some(company_id),
            actor_account_id: None,
            subject: Some(&configuration.id),
            detail: json!({ "name": configuration.name }),
        };
        audit::append(connection, &event, &audit::Origin::default(), now_ms).await?;
    }
    Ok(())
}

async fn add_domain(
    connection: &mut Connection,
    company: &Company,
    spelling: &str,
    now_ms: i64,
) -> Result<(), ImportError> {
    let domain = EmailDomain::parse(spelling)
        .ok_or_else(|| ImportError::Value(format!("{spelling:?} is not an email domain")))?;
    if companies::domain_owner(connection, &domain)
        .await?
        .is_some_and(|owner| owner != company.id)
    {
        return Err(ImportError::Value(format!(
            "the domain {} belongs to another company",
            domain.as_str()
        )));
    }
    companies::add_proven_domain(connection, &company.id, &domain, now_ms).await?;
    Ok(())
}

async fn import_account(
    connection: &mut Connection,
    company: &Company,
    file: &import_file::Account,
    now_ms: i64,
) -> Result<(), ImportError> {
    let email = address(&file.email)?;
    let names = [&file.first_name, &file.last_name];
    if names.iter().any(|name| name.chars().count() > 100) || names.iter().all(|name| name.trim().is_empty())
    {
        return Err(ImportError::Value(format!(
            "{email}: a first or last name is needed, of at most 100 characters"
        )));
    }
    let id = match accounts::by_email(connection, &email).await? {
        Some(account) if account.company_id != company.id => {
            return Err(ImportError::Value(format!("{email} belongs to another company")));
        }
        Some(account) => {
            accounts::rename(connection, &account.id, &file.first_name, &file.last_name).await?;
            account.id
        }
        None => {
            let id = new_id();
            let account = accounts::NewAccount {
                id: &id,
                company_id: &company.id,
                email: &email,
                first_name: &file.first_name,
                last_name: &file.last_name,
            };
            accounts::insert(connection, &account, now_ms).await?;
            id
        }
    };
    accounts::set_company_admin(connection, &id, file.company_admin).await?;
    Ok(())
}

/// Sets the password, unless the account's domain is federated: there, passwords do not come back by a file.
async fn set_password(
    connection: &mut Connection,
    file: &import_file::Account,
    hash: Option<&str>,
) -> Result<(), ImportError> {
    let email = address(&file.email)?;
    let Some(hash) = hash else { return Ok(()) };
    if sso_configurations::is_federated(connection, email.domain()).await? {
        return Ok(());
    }
    if let Some(account) = accounts::by_email(connection, &email).await? {
        accounts::set_password_hash(connection, &account.id, Some(hash)).await?;
    }
    Ok(())
}

async fn import_app(
    connection: &mut Connection,
    company: &Company,
    file: &import_file::App,
    now_ms: i64,
) -> Result<usize, ImportError> {
    check_slug(&file.slug)?;
    check_name("app", &file.name)?;
    if apps::owner_by_slug(connection, &file.slug)
        .await?
        .is_some_and(|owner| owner != company.id)
    {
        return Err(ImportError::Value(format!(
            "the app {:?} belongs to another company",
            file.slug
        )));
    }
    let app_id = apps::upsert(connection, &company.id, &file.slug, &file.name, now_ms).await?;
    for email in &file.team {
        let account_id = account_id(connection, email).await?;
        apps::add_team_member(connection, &app_id, &account_id).await?;
    }
    for environment in &file.environment {
        import_environment(connection, &app_id, environment, now_ms).await?;
    }
    Ok(file.environment.len())
}

async fn import_environment(
    connection: &mut Connection,
    app_id: &str,
    file: &import_file::Environment,
    now_ms: i64,
) -> Result<(), ImportError> {
    check_name("environment", &file.name)?;
    check_web_address(&file.url)?;
    let registration = apps::Registration {
        redirect_uris: file.redirect_uris.clone(),
        post_logout_redirect_uris: file.post_logout_redirect_uris.clone(),
        roles: file.roles.clone(),
        backchannel_logout_uri: file.backchannel_logout_uri.clone(),
        jwks_uri: file.jwks_uri.clone(),
        id_token_signed_response_alg: file.id_token_signed_response_alg.clone(),
        require_pkce: file.require_pkce,
        optional_scopes: file.optional_scopes.clone(),
    };
    let client_secret_hash = file.client_secret.as_deref().map(token_hash);
    let environment = apps::NewEnvironment {
        app_id,
        name: &file.name,
        url: &file.url,
        client_id: &file.client_id,
        client_secret_hash: client_secret_hash.as_deref(),
        registration: &registration,
    };
    let environment_id = apps::upsert_environment(connection, &environment, now_ms)
        .await
        .map_err(|error| match error {
            StoreError::AlreadyExists => ImportError::Value(format!(
                "the client id {:?} belongs to another environment",
                file.client_id
            )),
            other => other.into(),
        })?;
    for access in &file.access {
        if let Some(unknown) = access.roles.iter().find(|role| !file.roles.contains(role)) {
            return Err(ImportError::Value(format!(
                "the environment {:?} has no role {unknown:?}",
                file.name
            )));
        }
        let account_id = account_id(connection, &access.email).await?;
        apps::grant(connection, &environment_id, &account_id, &access.roles, now_ms).await?;
    }
    Ok(())
}

async fn account_id(connection: &mut Connection, email: &str) -> Result<String, ImportError> {
    let account = accounts::by_email(connection, &address(email)?).await?;
    account
        .map(|account| account.id)
        .ok_or_else(|| ImportError::Value(format!("{email:?} has no account")))
}

fn address(spelling: &str) -> Result<EmailAddress, ImportError> {
    EmailAddress::parse(spelling)
        .ok_or_else(|| ImportError::Value(format!("{spelling:?} is not an email address")))
}

fn check_slug(slug: &str) -> Result<(), ImportError> {
    let fits = (1..=63).contains(&slug.len())
        && slug
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    fits.then_some(())
        .ok_or_else(|| ImportError::Value(format!("the slug {slug:?} must be 1 to 63 of a-z, 0-9 and -")))
}

fn check_name(what: &str, name: &str) -> Result<(), ImportError> {
    let fits = !name.trim().is_empty() && name.chars().count() <= 100;
    fits.then_some(()).ok_or_else(|| {
        ImportError::Value(format!(
            "the name {name:?} of the {what} must have 1 to 100 characters"
        ))
    })
}

fn check_web_address(text: &str) -> Result<(), ImportError> {
    let fits = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    fits.then_some(())
        .ok_or_else(|| ImportError::Value(format!("{text:?} is not an http(s) address")))
}

fn check_client_auth_method(method: Option<&str>) -> Result<(), ImportError> {
    match method {
        None | Some("client_secret_post" | "client_secret_basic") => Ok(()),
        Some(other) => Err(ImportError::Value(format!(
            "client_auth_method {other:?} must be client_secret_post or client_secret_basic"
        ))),
    }
}
