//! The outcome of an import: its numbers, its audit events, or its error.

use std::fmt::Write as _;

use serde_json::json;

use super::tally::Tally;
use crate::store::companies::Company;
use crate::store::{Connection, StoreError, audit};

/// Why a file was not imported. Its message is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read. The caller names the file beside the message.
    #[error("cannot be read: {0}")]
    Read(#[source] std::io::Error),
    /// The file is not TOML of the expected shape.
    #[error("{0}")]
    Syntax(String),
    /// A value in the file is invalid.
    #[error("{0}")]
    Value(String),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts what an import did.
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
    /// People of companies whose SSO configuration this file activated, who keep a password because their address is outside the company's
    /// domains.
    pub outside_with_password: usize,
    /// Objects that are older than the memory of imports and that this file is the first to contain: they were left as they are.
    pub baselines: usize,
    /// Objects that were left out because somebody deleted them, one line each.
    pub skipped: Vec<String>,
}

impl Imported {
    /// Summarizes the import of `file` for the operator: one line for everything, then one for each kind that the file contains.
    pub fn summary(&self, file: &str) -> String {
        let kinds = [
            ("companies", self.companies),
            ("accounts", self.accounts),
            ("apps", self.apps),
            ("app environments", self.environments),
            ("groups", self.groups),
            ("SSO configurations", self.sso_configurations),
        ];
        let all: Tally = kinds.iter().map(|(_, tally)| *tally).sum();
        let mut summary = format!("Imported {file}: {all}.");
        for (kind, tally) in kinds.iter().filter(|(_, tally)| tally.all() > 0) {
            let _ = write!(summary, "\n  {kind}: {tally}");
        }
        summary
    }
}

/// What a file changed about one object.
pub(super) struct Change<'a> {
    pub(super) object: &'static str,
    pub(super) id: &'a str,
    /// Names of the changed fields, and identifiers of the people who were given access; no values.
    pub(super) fields: Vec<String>,
}

/// Appends an audit event for a change, unless it is empty.
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
