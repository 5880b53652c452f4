//! The identity providers of a company, and what follows when another one, or another identity of the same people, counts.
//! Invariant: what follows is found by comparing what was active before with what is active after, so that doing it twice
//! is doing it once, whatever the order in the file.

use latchkey_contract::sso_configurations::IdpKind;
use serde_json::{Value, json};

use super::Importer;
use super::checks::{check_client_authentication, check_name};
use super::memory::Memory;
use super::outcome::{Change, ImportError, Imported, record};
use super::tally::Outcome;
use crate::cli::import_file;
use crate::federation::{ClientKey, issuer_of_endpoint};
use crate::sso_configurations::client_keys::sealed_for;
use crate::store::companies::Company;
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{Connection, account_links, audit, client_keys, kept_secrets, new_id, password_jobs};

/// What files are remembered by for configurations.
const KIND: &str = "sso_configuration";

impl Importer<'_> {
    /// Imports all of a company's configurations, and takes away what the active one makes void: links of other
    /// identities, and what federated people had by password or by another identity provider. Where one begins to count, returns
    /// how many people outside its reach keep a password.
    pub(super) async fn sso_configurations(
        &self,
        connection: &mut Connection,
        company: &Company,
        files: &[import_file::SsoConfigurationEntry],
        imported: &mut Imported,
    ) -> Result<Option<i64>, ImportError> {
        let now = self.clock.now_ms();
        let before = sso_configurations::active_of_company(connection, &company.id).await?;
        let mut deactivated = Vec::new();
        for file in files {
            let (id, says_active, outcome) = self
                .sso_configuration(connection, company, file, imported)
                .await?;
            let was_active = before.as_ref().is_some_and(|before| before.id == id);
            let activates = says_active == Some(true) && !was_active;
            imported.sso_configurations.count(outcome.or_changed(activates));
            match says_active {
                Some(true) => activate(connection, company, &id, now).await?,
                Some(false) => deactivated.push(id),
                None => {}
            }
        }
        let Some(after) = sso_configurations::active_of_company(connection, &company.id).await? else {
            return Ok(None);
        };
        refuse_deactivation(&deactivated, &after)?;
        let takes_over = before
            .as_ref()
            .is_none_or(|before| makes_other_links(before, &after));
        if takes_over {
            let outside = password_jobs::outside_with_password(connection, &company.id).await?;
            void_other_links(connection, &after, outside, now).await?;
            let replaced_at_ms = before.map_or(0, |_| now);
            password_jobs::queue(connection, &company.id, replaced_at_ms, now).await?;
            return Ok(Some(outside));
        }
        password_jobs::queue_where_passwords_are_left(connection, &company.id, now).await?;
        Ok(None)
    }

    /// Makes the configuration or changes it, but for whether it is active. Returns its identifier, what the file changes about
    /// its being active, and what became of it.
    async fn sso_configuration(
        &self,
        connection: &mut Connection,
        company: &Company,
        file: &import_file::SsoConfigurationEntry,
        imported: &mut Imported,
    ) -> Result<(String, Option<bool>, Outcome), ImportError> {
        check_name("SSO configuration", &file.name)?;
        check_client_authentication(file)?;
        issuer_of_endpoint(&file.endpoint_url)
            .map_err(|error| ImportError::Value(format!("endpoint_url of {:?}: {error}", file.name)))?;
        let before = sso_configurations::by_name(connection, &company.id, &file.name).await?;
        let id = before.as_ref().map_or_else(new_id, |before| before.id.clone());
        let mut memory = Memory::of(connection, KIND, &id).await?;
        imported.baselines += usize::from(memory.is_baseline());
        let mut secret = self.new_secret(connection, &id, file, &memory).await?;
        let is_taken = memory.takes("active", file.active.map(Value::from));
        let is_new = before.is_none();
        let mut configuration = before.unwrap_or_else(|| draft(&id, company, file));
        let had_key = configuration.uses_key();
        let mut fields = take(&mut configuration, file, &mut memory);
        memory.save(connection).await?;
        if configuration.uses_key() && !had_key {
            secret.taken = Some(self.key_of_company(connection, company, &id).await?);
        }
        if let Some(sealed) = &secret.taken {
            configuration.client_secret_sealed.clone_from(sealed);
            fields.push("client_secret".to_owned());
        }
        if !fields.is_empty() {
            configuration.is_mapped = true;
            configuration.changed_by_account_id = None;
            sso_configurations::upsert(connection, &configuration, self.clock.now_ms()).await?;
            kept_secrets::erase_all(connection, &id).await?;
        }
        if let Some(sealed) = &secret.remembered {
            sso_configurations::remember_imported_secret(connection, &id, sealed).await?;
        }
        let outcome = Outcome::of(is_new, !fields.is_empty());
        let change = Change {
            object: KIND,
            id: &id,
            fields,
        };
        record(connection, company, change, self.clock.now_ms()).await?;
        Ok((id, file.active.filter(|_| is_taken), outcome))
    }

    /// What is to be done about the client secret of the file.
    async fn new_secret(
        &self,
        connection: &mut Connection,
        id: &str,
        file: &import_file::SsoConfigurationEntry,
        memory: &Memory,
    ) -> Result<NewSecret, ImportError> {
        let Some(secret) = &file.client_secret else {
            return Ok(NewSecret::default());
        };
        let purpose = sso_configurations::client_secret_purpose(id);
        let said = sso_configurations::imported_secret(connection, id).await?;
        let said = said.and_then(|sealed| self.secret_key.open(&purpose, &sealed).ok());
        if said.is_some_and(|said| *said == *secret) {
            return Ok(NewSecret::default());
        }
        let sealed = self.secret_key.seal(&purpose, secret);
        let sealed = sealed.map_err(|error| ImportError::Value(error.to_string()))?;
        Ok(NewSecret {
            taken: (!memory.is_baseline()).then(|| sealed.clone()),
            remembered: Some(sealed),
        })
    }
}

impl Importer<'_> {
    /// The key with which the platform proves to the company's identity provider who it is, sealed for a configuration. It is made where there
    /// is none.
    async fn key_of_company(
        &self,
        connection: &mut Connection,
        company: &Company,
        configuration_id: &str,
    ) -> Result<String, ImportError> {
        let purpose = client_keys::purpose(&company.id);
        let refused = |error: &dyn std::fmt::Display| ImportError::Value(error.to_string());
        if client_keys::of_company(connection, &company.id).await?.is_none() {
            let now_ms = self.clock.now_ms();
            let text = ClientKey::generate(&company.slug, now_ms).map_err(|error| refused(&error))?;
            let sealed = self
                .secret_key
                .seal(&purpose, &text)
                .map_err(|error| refused(&error))?;
            client_keys::insert(connection, &company.id, &sealed, now_ms).await?;
        }
        sealed_for(self.secret_key, connection, &company.id, configuration_id)
            .await
            .map_err(|error| refused(&error))
    }
}

/// The client secret of a file, sealed.
#[derive(Default)]
struct NewSecret {
    /// It is the file's own change.
    taken: Option<String>,
    /// It is not what a file said last.
    remembered: Option<String>,
}

/// A configuration that is not there yet, before the file's changes.
fn draft(id: &str, company: &Company, file: &import_file::SsoConfigurationEntry) -> SsoConfiguration {
    SsoConfiguration {
        id: id.to_owned(),
        company_id: company.id.clone(),
        company_slug: company.slug.clone(),
        name: file.name.clone(),
        endpoint_url: String::new(),
        client_id: String::new(),
        client_secret_sealed: String::new(),
        client_auth_method: None,
        scopes: vec!["openid".to_owned()],
        claim_mapping: file.claims.clone(),
        active: false,
        idp: IdpKind::of_address(&file.endpoint_url).unwrap_or_default(),
        secret_id: String::new(),
        is_mapped: true,
        changed_by_account_id: None,
        updated_at_ms: 0,
        pilot_since_ms: None,
    }
}

/// Puts the file's own changes into the configuration. Returns the names of the fields that are others now.
fn take(
    configuration: &mut SsoConfiguration,
    file: &import_file::SsoConfigurationEntry,
    memory: &mut Memory,
) -> Vec<String> {
    let before = configuration.clone();
    if memory.takes("endpoint_url", Some(json!(file.endpoint_url))) {
        file.endpoint_url
            .trim()
            .clone_into(&mut configuration.endpoint_url);
    }
    if memory.takes("client_id", Some(json!(file.client_id))) {
        configuration.client_id.clone_from(&file.client_id);
    }
    let method = file.client_auth_method.as_ref();
    if memory.takes("client_auth_method", method.map(|method| json!(method))) {
        configuration.client_auth_method = method.cloned();
    }
    let scopes = file.scopes.as_ref();
    if memory.takes("scopes", scopes.map(|scopes| json!(scopes))) {
        configuration.scopes = scopes.cloned().unwrap_or_default();
        if !configuration.scopes.iter().any(|scope| scope == "openid") {
            configuration.scopes.insert(0, "openid".into());
        }
    }
    if memory.takes("claims", Some(json!(file.claims))) {
        configuration.claim_mapping = file.claims.clone();
    }
    let differs = [
        ("endpoint_url", before.endpoint_url != configuration.endpoint_url),
        ("client_id", before.client_id != configuration.client_id),
        (
            "client_auth_method",
            before.client_auth_method != configuration.client_auth_method,
        ),
        ("scopes", before.scopes != configuration.scopes),
        ("claims", before.claim_mapping != configuration.claim_mapping),
    ];
    let differs = differs.into_iter().filter(|(_, differs)| *differs);
    differs.map(|(field, _)| field.to_owned()).collect()
}

/// Makes it the active one. What files said of the others is decided anew: one of them that says `active = true` replaces this one.
async fn activate(
    connection: &mut Connection,
    company: &Company,
    id: &str,
    now_ms: i64,
) -> Result<(), ImportError> {
    sso_configurations::set_active(connection, &company.id, Some(id), now_ms).await?;
    for other in sso_configurations::ids_of_company(connection, &company.id).await? {
        let mut memory = Memory::of(connection, KIND, &other).await?;
        if other != id && !memory.is_baseline() {
            memory.forget("active");
            memory.save(connection).await?;
        }
    }
    Ok(())
}

/// Passwords do not come back: people of a company without an active configuration could not sign in. `active = false`
/// is fine where the file makes another configuration the active one.
fn refuse_deactivation(deactivated: &[String], active: &SsoConfiguration) -> Result<(), ImportError> {
    if deactivated.contains(&active.id) {
        return Err(ImportError::Value(format!(
            "the SSO configuration {:?} of {:?} is active, and an import never deactivates: leave out active = false",
            active.name, active.company_slug
        )));
    }
    Ok(())
}

/// Whether people are linked to other identities from now on than before.
fn makes_other_links(before: &SsoConfiguration, after: &SsoConfiguration) -> bool {
    before.id != after.id
        || issuer(before) != issuer(after)
        || before.claim_mapping.foreign_id != after.claim_mapping.foreign_id
}

/// The issuer, in the one spelling that all spellings of its address share.
fn issuer(configuration: &SsoConfiguration) -> Option<String> {
    issuer_of_endpoint(&configuration.endpoint_url).ok()
}

/// Removes the links to identities that the active configuration does not produce.
async fn void_other_links(
    connection: &mut Connection,
    active: &SsoConfiguration,
    outside_with_password: i64,
    now_ms: i64,
) -> Result<(), ImportError> {
    let issuer = issuer(active);
    // An issuer may write itself in another spelling than the configured one, and links hold what it wrote.
    let is_issuer = |linked: &str| issuer_of_endpoint(linked).ok() == issuer;
    let foreign_id_claim = &active.claim_mapping.foreign_id;
    let voided =
        account_links::delete_others(connection, &active.company_id, is_issuer, foreign_id_claim).await?;
    let event = audit::Event {
        action: "sso_configuration_activated",
        company_id: Some(&active.company_id),
        actor_account_id: None,
        subject: Some(&active.id),
        detail: json!({ "name": active.name, "links_voided": voided, "outside_with_password": outside_with_password }),
    };
    audit::append(connection, &event, &audit::Origin::default(), now_ms).await?;
    Ok(())
}
