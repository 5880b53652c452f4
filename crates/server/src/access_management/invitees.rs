//! What inviting each of some addresses would do. Invariant: reading invites nobody.

use std::collections::{BTreeMap, BTreeSet};

use latchkey_contract::access_management::InviteeOutcome;

use crate::app_settings::{AppSettingsError, managed_environment};
use crate::app_state::AppState;
use crate::domain::email_address::{EmailAddress, EmailDomain};
use crate::domain::invitation::{InvitationLife, InvitationState};
use crate::domain::invitee_list::{Entry, Meaning, TooMany, parse};
use crate::store::app_settings::StoredApp;
use crate::store::{Connection, app_invitations, companies, environment_people};

/// Addresses that are looked at in one statement, and invited in one transaction.
pub(super) const BATCH: usize = 100;

/// An address, or what stood in its place, and what inviting it would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedInvitee {
    /// What was typed, or its address.
    pub typed: String,
    /// The address, where it is one.
    pub address: Option<EmailAddress>,
    /// What inviting it would do.
    pub outcome: InviteeOutcome,
    /// Whether it lies outside of the company's domains.
    pub is_outside: bool,
}

/// Reads the addresses in a text, and behind them those of the app's team.
pub async fn check(
    platform: &AppState,
    account_id: &str,
    environment_id: &str,
    text: &str,
    with_team: bool,
) -> Result<Vec<CheckedInvitee>, AppSettingsError> {
    let mut connection = platform.store.read().await?;
    let (app, environment) = managed_environment(&mut connection, account_id, environment_id).await?;
    let mut text = text.to_owned();
    if with_team {
        for address in environment_people::team_addresses(&mut connection, &app.id).await? {
            text.push('\n');
            text.push_str(&address);
        }
    }
    drop(connection);
    let entries = parse(&text).map_err(|TooMany| AppSettingsError::TooManyInvitees)?;
    let now = platform.clock.now_ms();
    let read = async move |connection: &mut Connection| {
        let standing = Standing::new(connection, &app).await?;
        let mut checked = Vec::with_capacity(entries.len());
        for batch in entries.chunks(BATCH) {
            checked.extend(standing.of(connection, &environment.id, batch, now).await?);
        }
        Ok(checked)
    };
    Ok(platform.store.read_long(read).await?)
}

/// What has to be known to say what inviting somebody does.
pub(super) struct Standing {
    domains: BTreeSet<EmailDomain>,
}

impl Standing {
    pub(super) async fn new(connection: &mut Connection, app: &StoredApp) -> crate::store::Result<Self> {
        let domains = companies::proven_domains(connection, &app.company_id).await?;
        Ok(Self {
            domains: domains.into_iter().collect(),
        })
    }

    /// What inviting each of a few entries would do.
    pub(super) async fn of(
        &self,
        connection: &mut Connection,
        environment_id: &str,
        entries: &[Entry],
        now_ms: i64,
    ) -> crate::store::Result<Vec<CheckedInvitee>> {
        let keys: Vec<String> = entries
            .iter()
            .filter_map(|entry| match &entry.meaning {
                Meaning::Address(address) => Some(address.key()),
                Meaning::Repeated(_) | Meaning::NoAddress => None,
            })
            .collect();
        let with_access = environment_people::keys_with_access(connection, environment_id, &keys).await?;
        let with_access: BTreeSet<String> = with_access.into_iter().collect();
        let invited = app_invitations::of_keys(connection, environment_id, &keys).await?;
        let invited: BTreeMap<String, InvitationLife> = invited
            .into_iter()
            .map(|(key, invitation)| (key, invitation.life))
            .collect();
        let checked = entries.iter().map(|entry| {
            let (address, outcome) = match &entry.meaning {
                Meaning::NoAddress => (None, InviteeOutcome::NotAnAddress),
                Meaning::Repeated(address) => (Some(address), InviteeOutcome::Repeated),
                Meaning::Address(address) => {
                    let key = address.key();
                    let outcome = match invited.get(&key) {
                        _ if with_access.contains(&key) => InviteeOutcome::HasAccess,
                        Some(life) if waits(life, now_ms) => InviteeOutcome::Pending,
                        _ => InviteeOutcome::Invited,
                    };
                    (Some(address), outcome)
                }
            };
            CheckedInvitee {
                typed: entry.typed.clone(),
                is_outside: address.is_some_and(|address| !self.domains.contains(address.domain())),
                address: address.cloned(),
                outcome,
            }
        });
        Ok(checked.collect())
    }
}

/// Whether nothing is sent to an address that is invited once more.
fn waits(life: &InvitationLife, now_ms: i64) -> bool {
    life.state(now_ms) == InvitationState::Pending || !life.may_be_mailed(now_ms)
}
