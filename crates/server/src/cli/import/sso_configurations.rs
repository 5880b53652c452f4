//! The identity providers of a company, and what follows when another one, or another identity of the same people, counts.
//! Invariant: what follows is found by comparing what was active before with what is active after, so that doing it twice
//! is doing it once, whatever the order in the file.

use serde_json::json;

use super::checks::{check_client_auth_method, check_name};
use super::{ImportError, Importer};
use crate::cli::import_file;
use crate::federation::issuer_of_endpoint;
use crate::store::companies::Company;
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{Connection, account_links, audit, new_id, password_jobs};

impl Importer<'_> {
    /// Imports all of a company's configurations, and takes away what the active one makes void: links of other
    /// identities, and what federated people had by password or by another identity provider. Where one begins to count, returns
    /// how many people outside its reach keep a password.
    pub(super) async fn sso_configurations(
        &self,
        connection: &mut Connection,
        company: &Company,
        files: &[import_file::SsoConfiguration],
    ) -> Result<Option<i64>, ImportError> {
        let now = self.clock.now_ms();
        let before = sso_configurations::active_of_company(connection, &company.id).await?;
        for file in files {
            let id = self.sso_configuration(connection, company, file).await?;
            if file.active == Some(true) {
                sso_configurations::set_active(connection, &company.id, Some(&id), now).await?;
            }
        }
        let Some(after) = sso_configurations::active_of_company(connection, &company.id).await? else {
            return Ok(None);
        };
        refuse_deactivation(files, &after)?;
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

    /// Makes the configuration or changes it, but for whether it is active; returns its identifier.
    async fn sso_configuration(
        &self,
        connection: &mut Connection,
        company: &Company,
        file: &import_file::SsoConfiguration,
    ) -> Result<String, ImportError> {
        check_name("SSO configuration", &file.name)?;
        check_client_auth_method(file.client_auth_method.as_deref())?;
        issuer_of_endpoint(&file.endpoint_url)
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
        let configuration = SsoConfiguration {
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
            active: false,
        };
        sso_configurations::upsert(connection, &configuration, self.clock.now_ms()).await?;
        Ok(configuration.id)
    }
}

/// Passwords do not come back: people of a company without an active configuration could not sign in. `active = false`
/// is fine where the file makes another configuration the active one.
fn refuse_deactivation(
    files: &[import_file::SsoConfiguration],
    active: &SsoConfiguration,
) -> Result<(), ImportError> {
    let refused = files
        .iter()
        .any(|file| file.name == active.name && file.active == Some(false));
    if refused {
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
