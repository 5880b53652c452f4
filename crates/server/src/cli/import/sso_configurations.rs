//! Imports the SSO configurations of a company, and ends what an activation makes void. Invariant: that is found by comparing the active
//! configuration before and after the import, so that importing a file twice does it once, whatever the order in the file.

mod client_secret;
mod entry;

use serde_json::json;

use super::Importer;
use super::memory::Memory;
use super::outcome::{ImportError, Imported};
use crate::cli::import_file;
use crate::federation::issuer_of_endpoint;
use crate::store::companies::Company;
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{Connection, account_links, audit, password_jobs};

/// The kind of object under which the memory of imports keeps configurations.
const KIND: &str = "sso_configuration";

impl Importer<'_> {
    /// Imports all configurations of a company. If another one is active afterwards, or the active one now leads to other identities, deletes
    /// the links to other identities and queues the job that ends passwords, and sessions and tokens from elsewhere. Returns then how many
    /// people keep a password because their address is outside the company's domains.
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
}

/// Makes this configuration the active one. Forgets what earlier files said about `active` of the others, so that `active = true` of one of
/// them counts as a change in a later file.
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

/// Refuses a file that would leave the company without an active configuration: its people have no passwords any more and could not sign in.
/// `active = false` is allowed if the file activates another configuration.
fn refuse_deactivation(deactivated: &[String], active: &SsoConfiguration) -> Result<(), ImportError> {
    if deactivated.contains(&active.id) {
        return Err(ImportError::Value(format!(
            "the SSO configuration {:?} of {:?} is active, and an import never deactivates: leave out active = false",
            active.name, active.company_slug
        )));
    }
    Ok(())
}

/// Whether the two configurations link people to different identities.
fn makes_other_links(before: &SsoConfiguration, after: &SsoConfiguration) -> bool {
    before.id != after.id
        || issuer(before) != issuer(after)
        || before.claim_mapping.foreign_id != after.claim_mapping.foreign_id
}

/// The issuer of a configuration, in its canonical spelling.
fn issuer(configuration: &SsoConfiguration) -> Option<String> {
    issuer_of_endpoint(&configuration.endpoint_url).ok()
}

/// Deletes the links to identities other than those of the active configuration.
async fn void_other_links(
    connection: &mut Connection,
    active: &SsoConfiguration,
    outside_with_password: i64,
    now_ms: i64,
) -> Result<(), ImportError> {
    let issuer = issuer(active);
    // Links hold the issuer as its ID tokens spell it, which may differ from the configured spelling.
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
