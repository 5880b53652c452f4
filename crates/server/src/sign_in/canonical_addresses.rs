//! Rewrites accounts to the present canonical form of their address, once, at the first start of a release with another form. Where
//! two accounts then have the same address, the oldest active one keeps it; the others are deactivated and no address finds them.
//! Invariant: nobody gets into another's account, and nothing is deleted.

use std::collections::BTreeMap;

use serde_json::json;
use unicode_normalization::UnicodeNormalization as _;

use crate::domain::address_doubles::{Holder, keeper};
use crate::domain::email_address::EmailAddress;
use crate::store::account_security::{self, Cause};
use crate::store::address_forms::{self, Written};
use crate::store::audit::{self, Origin};
use crate::store::{Connection, Store, StoreError};

/// The name of the step. Another canonical form is another step.
const STEP: &str = "addresses in NFC without invisible characters";

/// Does it, if it is not done yet. Returns how many accounts lost their address to another one.
pub async fn bring_up_to_date(store: &Store, now_ms: i64) -> Result<usize, StoreError> {
    if address_forms::is_done(&mut *store.read().await?, STEP).await? {
        return Ok(0);
    }
    let mut transaction = store.begin().await?;
    if !address_forms::begin_step(&mut transaction, STEP, now_ms).await? {
        return Ok(0);
    }
    let doubles = rewrite_accounts(&mut transaction, now_ms).await?;
    rewrite_aliases(&mut transaction).await?;
    transaction.commit().await?;
    for (account_id, kept_by) in &doubles {
        tracing::warn!(
            account_id,
            kept_by,
            "two accounts had one address: the first is switched off"
        );
    }
    Ok(doubles.len())
}

/// Returns the accounts that lost their address, each with the one that keeps it (or with nothing where the address is none).
async fn rewrite_accounts(
    connection: &mut Connection,
    now_ms: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut by_address: BTreeMap<String, Vec<Written>> = BTreeMap::new();
    let mut unreadable = Vec::new();
    for account in misspelt(connection).await? {
        match EmailAddress::parse(&account.email) {
            Some(address) => by_address.entry(address.key()).or_default().push(account),
            None => unreadable.push(account),
        }
    }
    // All of them first: one may take the key that another one leaves.
    let moving = by_address.values().flatten().chain(&unreadable);
    for account in moving {
        address_forms::write_double(connection, &account.id).await?;
    }
    let mut doubles = Vec::new();
    for (key, mut holders) in by_address {
        holders.extend(address_forms::account_by_key(connection, &key).await?);
        doubles.extend(settle(connection, &holders, now_ms).await?);
    }
    for account in unreadable {
        switch_off(connection, &account, None, now_ms).await?;
        doubles.push((account.id, String::new()));
    }
    Ok(doubles)
}

/// The accounts that are not written down under the canonical form of their address.
async fn misspelt(connection: &mut Connection) -> Result<Vec<Written>, StoreError> {
    let mut found = Vec::new();
    let mut after_id = String::new();
    loop {
        let batch = address_forms::accounts_after(connection, &after_id).await?;
        let Some(last) = batch.last() else {
            return Ok(found);
        };
        after_id.clone_from(&last.id);
        found.extend(batch.into_iter().filter(|account| {
            EmailAddress::parse(&account.email).is_none_or(|address| {
                address.to_string() != account.email || address.key() != account.email_key
            })
        }));
    }
}

async fn settle(
    connection: &mut Connection,
    holders: &[Written],
    now_ms: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    let facts: Vec<Holder> = holders
        .iter()
        .map(|account| Holder {
            account_id: account.id.clone(),
            deactivated: account.deactivated_at_ms.is_some(),
            created_at_ms: account.created_at_ms,
        })
        .collect();
    let Some(kept) = keeper(&facts) else {
        return Ok(Vec::new());
    };
    let (keeping, losing): (Vec<_>, Vec<_>) =
        holders.iter().partition(|account| account.id == kept.account_id);
    let mut doubles = Vec::new();
    for account in losing {
        address_forms::write_double(connection, &account.id).await?;
        switch_off(connection, account, Some(&kept.account_id), now_ms).await?;
        doubles.push((account.id.clone(), kept.account_id.clone()));
    }
    for account in keeping {
        let address = EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
        let same_mailbox = account.email.nfc().eq(address.to_string().chars());
        address_forms::write(connection, &account.id, &address, same_mailbox).await?;
    }
    Ok(doubles)
}

/// Switches an account off that has no address of its own any more, with everything that was made from it.
async fn switch_off(
    connection: &mut Connection,
    account: &Written,
    kept_by: Option<&str>,
    now_ms: i64,
) -> Result<(), StoreError> {
    if account.deactivated_at_ms.is_none() {
        let cause = Cause::of_operator("account_deactivated", json!({ "by": "canonical_addresses" }));
        account_security::set_active(connection, &account.id, false, &cause, now_ms).await?;
    }
    let event = audit::Event {
        action: "account_lost_address",
        company_id: Some(&account.company_id),
        actor_account_id: None,
        subject: Some(&account.id),
        detail: json!({ "address": account.email, "kept_by": kept_by }),
    };
    audit::append(connection, &event, &Origin::default(), now_ms).await
}

async fn rewrite_aliases(connection: &mut Connection) -> Result<(), StoreError> {
    for (username_key, account_id) in address_forms::aliases(connection).await? {
        let key = EmailAddress::parse(&username_key).map(|address| address.key());
        if let Some(key) = key.filter(|key| *key != username_key) {
            address_forms::write_alias(connection, &account_id, &username_key, &key).await?;
        }
    }
    Ok(())
}
