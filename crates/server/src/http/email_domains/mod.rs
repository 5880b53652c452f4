//! The email domains of a company, for its admins.

pub mod check_email_domain;
pub mod create_email_domain;
pub mod delete_email_domain;
pub mod get_email_domain_deletion;
pub mod list_email_domains;

use latchkey_contract::email_domains::{
    CheckEmailDomain, CreateEmailDomain, DeleteEmailDomain, DomainCheck, DomainState, EmailDomain,
    GetEmailDomainDeletion, ListEmailDomains, LookupOutcome, TxtRecord,
};

use super::route_table::Operations;
use crate::domain::domain_letters::in_letters;
use crate::domain::email_address::EmailDomain as Name;
use crate::domain::email_domain_claim::{txt_name, txt_name_in_zone, txt_value};
use crate::rfc3339::rfc3339;
use crate::store::email_domains::OwnedDomain;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListEmailDomains, _>(list_email_domains::handle)
        .with::<CreateEmailDomain, _>(create_email_domain::handle)
        .with::<CheckEmailDomain, _>(check_email_domain::handle)
        .with::<GetEmailDomainDeletion, _>(get_email_domain_deletion::handle)
        .with::<DeleteEmailDomain, _>(delete_email_domain::handle)
}

/// A domain as its company's admins see it.
fn shown(owned: OwnedDomain) -> EmailDomain {
    let state = match (owned.proven_at_ms, owned.next_check_at_ms) {
        (Some(_), _) if owned.proven_by_dns == 1 => DomainState::Proven,
        (Some(_), _) => DomainState::ProvenByOperator,
        (None, Some(_)) => DomainState::Waiting,
        (None, None) => DomainState::GivenUp,
    };
    EmailDomain {
        state,
        proven_at: owned.proven_at_ms.and_then(rfc3339),
        record: record(&owned),
        last_check: last_check(&owned),
        next_check_at: owned.next_check_at_ms.and_then(rfc3339),
        missing_since: owned.missing_since_ms.and_then(rfc3339),
        in_letters: in_letters(&owned.domain),
        domain: owned.domain,
    }
}

fn record(owned: &OwnedDomain) -> Option<TxtRecord> {
    let (name, token) = (Name::parse(&owned.domain)?, owned.token.as_deref()?);
    Some(TxtRecord {
        name: txt_name(&name),
        name_in_zone: txt_name_in_zone(&name),
        value: txt_value(token),
    })
}

fn last_check(owned: &OwnedDomain) -> Option<DomainCheck> {
    let records = owned.last_check_records.as_deref().unwrap_or("[]");
    Some(DomainCheck {
        at: rfc3339(owned.last_check_at_ms?)?,
        outcome: LookupOutcome::from_word(owned.last_check_outcome.as_deref()?)?,
        records: serde_json::from_str(records).unwrap_or_default(),
    })
}
