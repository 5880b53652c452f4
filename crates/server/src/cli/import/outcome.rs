//! What an import did, in numbers and in the audit trail, or why it did nothing.

use serde_json::json;

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
    /// Companies made or updated.
    pub companies: usize,
    /// Accounts made or updated.
    pub accounts: usize,
    /// App environments made or updated.
    pub environments: usize,
    /// Groups made or updated.
    pub groups: usize,
    /// SSO configurations made or updated.
    pub sso_configurations: usize,
    /// People outside the reach of an identity provider that this file made the active one, who keep a password.
    pub outside_with_password: usize,
    /// Things older than the memory of imports, which this file was the first to name: they stay as they stand.
    pub baselines: usize,
    /// What was left out because it was deleted, a line each.
    pub skipped: Vec<String>,
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
