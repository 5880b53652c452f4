//! What an import did, in numbers and in the audit trail, or why it did nothing.

use std::fmt::Write as _;

use serde_json::json;

use super::tally::Tally;
use crate::store::companies::Company;
use crate::store::{Connection, StoreError, audit};

/// Why a file was not imported. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read; the system's error. Whoever shows it names the file.
    #[error("cannot be read: {0}")]
    Read(#[source] std::io::Error),
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Companies.
    pub companies: Tally,
    /// Accounts.
    pub accounts: Tally,
    /// Apps.
    pub apps: Tally,
    /// Environments of apps.
    pub environments: Tally,
    /// Groups.
    pub groups: Tally,
    /// SSO configurations.
    pub sso_configurations: Tally,
    /// People outside the reach of an identity provider that this file made the active one, who keep a password.
    pub outside_with_password: usize,
    /// Things older than the memory of imports, which this file was the first to name: they stay as they stand.
    pub baselines: usize,
    /// What was left out because it was deleted, a line each.
    pub skipped: Vec<String>,
}

impl Imported {
    /// What to say to the operator of a file of this name: a line for all, and one for each kind of which the file names something.
    pub fn told(&self, file: &str) -> String {
        let kinds = [
            ("companies", self.companies),
            ("accounts", self.accounts),
            ("apps", self.apps),
            ("app environments", self.environments),
            ("groups", self.groups),
            ("SSO configurations", self.sso_configurations),
        ];
        let all: Tally = kinds.iter().map(|(_, tally)| *tally).sum();
        let mut told = format!("Imported {file}: {all}.");
        for (kind, tally) in kinds.iter().filter(|(_, tally)| tally.all() > 0) {
            let _ = write!(told, "\n  {kind}: {tally}");
        }
        told
    }
}

/// What a file changed in one thing.
pub(super) struct Change<'a> {
    pub(super) object: &'static str,
    pub(super) id: &'a str,
    /// Names of fields, and of people let in by their identifiers; no values.
    pub(super) fields: Vec<String>,
}

/// Appends a change to the audit trail, if there is one.
pub(super) async fn record(
    connection: &mut Connection,
    company: &Company,
    change: Change<'_>,
    now_ms: i64,
) -> Result<(), StoreError> {
    if change.fields.is_empty() {
        return Ok(());
    }
    let event = audit::Event {
        action: "imported",
        company_id: Some(&company.id),
        actor_account_id: None,
        subject: Some(change.id),
        detail: json!({ "object": change.object, "fields": change.fields }),
    };
    audit::append(connection, &event, &audit::Origin::default(), now_ms).await
}
