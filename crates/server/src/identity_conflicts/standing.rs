//! Reads everything from the database that a decision about an identity conflict depends on.

use std::collections::BTreeSet;

use latchkey_contract::identity_conflicts::ConflictKind;

use crate::domain::email_address::EmailAddress;
use crate::domain::identity_conflict::{ConflictAccount, ConflictSides, Effect, LinkedIdentity, People};
use crate::store::account_links::{self, ForeignIdentity};
use crate::store::identity_conflicts::{self as store, ListedConflict};
use crate::store::{Connection, StoreError, accounts, companies, second_accounts, username_aliases};

/// The two sides of a stored conflict.
pub(super) fn sides_of(row: &ListedConflict) -> Result<ConflictSides, StoreError> {
    Ok(ConflictSides {
        kind: ConflictKind::from_text(&row.kind).ok_or(StoreError::Corrupt("identity_conflicts.kind"))?,
        account_id: row.account_id.clone(),
        other_account_id: row.other_account_id.clone(),
        identity: LinkedIdentity {
            issuer: row.issuer.clone(),
            foreign_id_claim: row.foreign_id_claim.clone(),
            foreign_id: row.foreign_id.clone(),
        },
        address: row.address.clone(),
        address_denied: row.address_denied == 1,
        typed: row.typed.clone(),
    })
}

/// The stored effects of the conflict's decision; `None` if it is undecided.
pub(super) fn effects_of(row: &ListedConflict) -> Result<Option<Vec<Effect>>, StoreError> {
    let effects = row.effects.as_deref().map(serde_json::from_str);
    effects
        .transpose()
        .map_err(|_| StoreError::Corrupt("identity_conflicts.effects"))
}

/// The identity as the store's functions take it.
pub(super) fn foreign<'a>(company_id: &'a str, identity: &'a LinkedIdentity) -> ForeignIdentity<'a> {
    ForeignIdentity {
        company_id,
        issuer: &identity.issuer,
        foreign_id_claim: &identity.foreign_id_claim,
        foreign_id: &identity.foreign_id,
    }
}

/// The accounts, links and usernames that the conflict or `effects` mention. `is_locked`: locks the accounts until the transaction ends.
pub(super) async fn people_of(
    connection: &mut Connection,
    company_id: &str,
    sides: &ConflictSides,
    effects: &[Effect],
    is_locked: bool,
) -> Result<People, StoreError> {
    let named = [&sides.account_id, &sides.other_account_id];
    let mut ids: BTreeSet<&str> = named.into_iter().flatten().map(String::as_str).collect();
    ids.extend(effects.iter().map(Effect::account_id));
    let mut people = People {
        company_id: company_id.to_owned(),
        proven_domains: companies::proven_domains(connection, company_id).await?,
        ..People::default()
    };
    for id in &ids {
        let account = store::account(connection, id, is_locked).await?;
        people.accounts.extend(account.map(|account| ConflictAccount {
            account_id: account.id,
            company_id: account.company_id,
            email: account.email,
            company_admin: account.company_admin == 1,
            deactivated: account.deactivated_at_ms.is_some(),
        }));
    }
    let ids: Vec<&str> = ids.into_iter().collect();
    people.links = links(connection, company_id, sides, effects, &ids).await?;
    people.attached = attached(connection, &people.links, &ids).await?;
    people.taken = taken(connection, sides, effects, &ids).await?;
    if let (Some(typed), Some(other)) = (&sides.typed, &sides.other_account_id)
        && let Some(username) = EmailAddress::parse(typed)
        && username_aliases::is_alias(connection, &username, other).await?
    {
        people.usernames.push((typed.clone(), other.clone()));
    }
    Ok(people)
}

/// The links of the identities in the conflict and in `effects`, and of the accounts `ids` at the same identity providers.
async fn links(
    connection: &mut Connection,
    company_id: &str,
    sides: &ConflictSides,
    effects: &[Effect],
    ids: &[&str],
) -> Result<Vec<(LinkedIdentity, String)>, StoreError> {
    let mut identities = BTreeSet::from([&sides.identity]);
    identities.extend(effects.iter().filter_map(|effect| match effect {
        Effect::EndLink { identity, .. } | Effect::MakeLink { identity, .. } => Some(identity),
        _ => None,
    }));
    let mut links = BTreeSet::new();
    for identity in identities {
        let account_id = account_links::linked_account(connection, foreign(company_id, identity)).await?;
        links.extend(account_id.map(|account_id| (identity.clone(), account_id)));
        let beside = account_links::of_accounts(connection, foreign(company_id, identity), ids).await?;
        links.extend(beside.into_iter().map(|(foreign_id, account_id)| {
            let identity = LinkedIdentity {
                foreign_id,
                ..identity.clone()
            };
            (identity, account_id)
        }));
    }
    Ok(links.into_iter().collect())
}

/// The second accounts of all linked identities, and the identities that open one of the accounts `ids` as a second account.
async fn attached(
    connection: &mut Connection,
    links: &[(LinkedIdentity, String)],
    ids: &[&str],
) -> Result<Vec<(LinkedIdentity, String)>, StoreError> {
    let linked = links.iter().map(|(_, id)| id.as_str());
    let all: BTreeSet<&str> = linked.chain(ids.iter().copied()).collect();
    let mut attached = BTreeSet::new();
    for id in all {
        let seconds = second_accounts::of_account(connection, id).await?;
        attached.extend(seconds.into_iter().map(|second| {
            let identity = LinkedIdentity {
                issuer: second.issuer,
                foreign_id_claim: second.foreign_id_claim,
                foreign_id: second.foreign_id,
            };
            (identity, second.account_id)
        }));
    }
    Ok(attached.into_iter().collect())
}

/// The keys of those addresses in the conflict and in `effects` that belong to an account other than `ids`.
async fn taken(
    connection: &mut Connection,
    sides: &ConflictSides,
    effects: &[Effect],
    ids: &[&str],
) -> Result<Vec<String>, StoreError> {
    let mut addresses = BTreeSet::from([sides.address.as_str()]);
    for effect in effects {
        if let Effect::SetAddress { from, to, .. } = effect {
            addresses.extend([from.as_str(), to.as_str()]);
        }
    }
    let mut taken = Vec::new();
    for address in addresses.into_iter().filter_map(EmailAddress::parse) {
        let holder = accounts::by_email(connection, &address).await?;
        if holder.is_some_and(|holder| !ids.contains(&holder.id.as_str())) {
            taken.push(address.key());
        }
    }
    Ok(taken)
}
