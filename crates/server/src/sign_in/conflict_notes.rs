//! Writes down what does not agree in a sign-in, for the company's admins. Invariant: in the transaction that decides the sign-in.

use serde_json::json;

use super::identity::Identity;
use crate::domain::email_address::EmailAddress;
use crate::domain::identity_conflict::FoundConflict;
use crate::domain::sort_key::sort_key;
use crate::secrets::token_hash;
use crate::store::audit::{self, Origin};
use crate::store::identity_conflicts::{self, SeenConflict};
use crate::store::{Connection, StoreError, new_id};

/// A conflict of a sign-in.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotedConflict<'a> {
    /// Whose identity provider it was.
    pub(super) company_id: &'a str,
    /// The identity that signed in.
    pub(super) identity: &'a Identity,
    /// What does not agree.
    pub(super) found: &'a FoundConflict,
    /// The address that was typed, where that is what does not agree.
    pub(super) typed: Option<&'a EmailAddress>,
}

/// Writes it down or counts it; the first time there is an event.
pub(super) async fn note(
    connection: &mut Connection,
    noted: NotedConflict<'_>,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    let NotedConflict { identity, found, .. } = noted;
    let typed = noted.typed.map(ToString::to_string);
    let kind = found.kind.as_str();
    let address = identity.address()?;
    let is_new = identity_conflicts::record(
        connection,
        &SeenConflict {
            id: &new_id(),
            company_id: noted.company_id,
            kind,
            sides_hash: &sides_hash(noted, &address)?,
            account_id: found.account_id.as_deref(),
            other_account_id: found.other_account_id.as_deref(),
            issuer: &identity.issuer,
            foreign_id_claim: &identity.foreign_id_claim,
            foreign_id: &identity.foreign_id,
            address: &identity.email,
            address_key: &sort_key(&identity.email),
            address_denied: identity.email_denied,
            typed: typed.as_deref(),
        },
        now_ms,
    )
    .await?;
    if is_new {
        let event = audit::Event {
            action: "identity_conflict_found",
            company_id: Some(noted.company_id),
            actor_account_id: None,
            subject: found.account_id.as_deref(),
            detail: json!({ "kind": kind, "address": identity.email, "foreign_id": identity.foreign_id }),
        };
        audit::append(connection, &event, origin, now_ms).await?;
    }
    Ok(())
}

/// What tells two conflicts of a kind apart. Spellings of an address do not.
fn sides_hash(noted: NotedConflict<'_>, address: &EmailAddress) -> Result<String, StoreError> {
    let NotedConflict { identity, found, .. } = noted;
    let sides = (
        &found.account_id,
        &found.other_account_id,
        (&identity.issuer, &identity.foreign_id_claim, &identity.foreign_id),
        address.key(),
        noted.typed.map(EmailAddress::key),
    );
    let text = serde_json::to_string(&sides).map_err(|_| StoreError::Corrupt("identity_conflicts.sides"))?;
    Ok(token_hash(&text))
}
