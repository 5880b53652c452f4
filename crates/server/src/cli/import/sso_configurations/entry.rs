//! Imports one SSO configuration. Invariant: only values that the file changes are imported, so that what an admin has set in the wizard stays.

use latchkey_contract::sso_configurations::IdpKind;
use serde_json::{Value, json};

use super::KIND;
use crate::cli::import::Importer;
use crate::cli::import::checks::{check_client_authentication, check_name};
use crate::cli::import::memory::Memory;
use crate::cli::import::outcome::{Change, ImportError, Imported, record};
use crate::cli::import::tally::Outcome;
use crate::cli::import_file;
use crate::federation::issuer_of_endpoint;
use crate::store::companies::Company;
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{Connection, kept_secrets, new_id};

impl Importer<'_> {
    /// Creates or changes a configuration, except for whether it is active. Returns its identifier, the new value of `active` if the file
    /// changes that, and the outcome.
    pub(super) async fn sso_configuration(
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
        let mut fields = take_changes(&mut configuration, file, &mut memory);
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
}

/// A new configuration, before the values of the file are put into it.
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

/// Puts the values that the file changes into the configuration. Returns the names of the fields that changed.
fn take_changes(
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
