//! The people of a group. Invariants: only people of the group's company are in it; of an address that nobody of the company has, it
//! is not said whether anybody else has it.

use std::collections::HashSet;

use latchkey_contract::groups::add_group_members::{AddOutcome, AddedMember, MOST_ADDRESSES};
use serde_json::json;

use super::{
    GroupAdmin, GroupChange, GroupError, Result, administered_by, append_audit, found, locked_group,
    with_ended,
};
use crate::app_state::AppState;
use crate::domain::access::MemberSource;
use crate::domain::email_address::EmailAddress;
use crate::store::access_group_members::{GroupMember, of_group};
use crate::store::access_groups::{self as store, Group};
use crate::store::members::SortedBy;
use crate::store::page::{Part, Rows};
use crate::store::{Connection, accounts};

/// Longest text that is given back of what was no address, in characters.
const MOST_GIVEN_BACK: usize = 320;

/// Some of the people of a group.
pub async fn list(
    app: &AppState,
    account_id: &str,
    group_id: &str,
    sorted_by: SortedBy,
    part: &Part,
) -> Result<Rows<GroupMember>> {
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    let group = found(&mut connection, &company_id, group_id).await?;
    drop(connection);
    let part = part.clone();
    // Of a large group, or where many begin with what is searched for, that takes its time.
    let read = async move |connection: &mut Connection| {
        of_group(connection, &company_id, &group.id, sorted_by, &part).await
    };
    Ok(app.store.read_long(read).await?)
}

/// Adds people by their addresses. What came of each, in the order of the addresses.
pub async fn add(
    app: &AppState,
    actor: GroupAdmin<'_>,
    group_id: &str,
    addresses: &[String],
) -> Result<Vec<AddedMember>> {
    if addresses.len() > MOST_ADDRESSES {
        return Err(GroupError::TooManyAddresses);
    }
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (company_id, group) = locked_group(&mut transaction, actor, group_id).await?;
    let outcomes = add_found(&mut transaction, actor, (&company_id, &group), addresses, now).await?;
    transaction.commit().await?;
    Ok(outcomes)
}

/// The same in a transaction that has locked the group; it tells the audit trail.
pub(super) async fn add_found(
    transaction: &mut Connection,
    actor: GroupAdmin<'_>,
    (company_id, group): (&str, &Group),
    addresses: &[String],
    now: i64,
) -> Result<Vec<AddedMember>> {
    let (mut outcomes, mut seen, mut added) = (Vec::new(), HashSet::new(), Vec::new());
    for given in addresses {
        let person = find(transaction, company_id, given).await?;
        let outcome = match person {
            Err(outcome) => outcome,
            Ok(id) if !seen.insert(id.clone()) => AddOutcome::Repeated,
            Ok(id) => {
                let by_hand = MemberSource::Hand;
                match store::add_member(transaction, &group.id, &id, by_hand, now).await? {
                    true => {
                        added.push(id);
                        AddOutcome::Added
                    }
                    false => AddOutcome::Present,
                }
            }
        };
        outcomes.push(AddedMember {
            given: given.trim().chars().take(MOST_GIVEN_BACK).collect(),
            outcome,
        });
    }
    if added.is_empty() {
        return Ok(outcomes);
    }
    let change = GroupChange {
        company_id,
        group_id: &group.id,
        action: "group_members_added",
        detail: json!({ "name": group.name, "accounts": added }),
    };
    append_audit(transaction, actor, change, now).await?;
    Ok(outcomes)
}

/// The account of an address, of this company.
async fn find(
    connection: &mut Connection,
    company_id: &str,
    given: &str,
) -> Result<std::result::Result<String, AddOutcome>> {
    let Some(address) = EmailAddress::parse(given) else {
        return Ok(Err(AddOutcome::Malformed));
    };
    let account = accounts::by_email(connection, &address).await?;
    let account = account.filter(|account| account.company_id == company_id);
    Ok(account.map(|account| account.id).ok_or(AddOutcome::Unknown))
}

/// Takes somebody out of a group who is in it by hand. What the person could enter by it alone ends at once, and the apps are told.
pub async fn remove(app: &AppState, actor: GroupAdmin<'_>, group_id: &str, account_id: &str) -> Result<()> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (company_id, group) = locked_group(&mut transaction, actor, group_id).await?;
    let by_hand = MemberSource::Hand;
    let ended = store::remove_member(&mut transaction, &group.id, account_id, by_hand, now).await?;
    let ended = ended.ok_or(GroupError::NotFound)?;
    let detail = json!({ "name": group.name, "account": account_id });
    let change = GroupChange {
        company_id: &company_id,
        group_id: &group.id,
        action: "group_member_removed",
        detail: with_ended(detail, ended),
    };
    append_audit(&mut transaction, actor, change, now).await?;
    Ok(transaction.commit().await?)
}
