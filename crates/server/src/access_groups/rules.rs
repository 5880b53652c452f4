//! Rules by which the identity provider feeds a group. Invariants: only admins of the company set them; a changed rule counts at once for
//! those whose claims of a recent sign-in are known, and no sign-in of the company comes in between.

use std::collections::BTreeSet;

use latchkey_contract::groups::group_rule::{MOST_CLAIMS, MOST_RULES};
use latchkey_contract::groups::{GroupRule, RuleVerdict, WithheldClaims};
use serde_json::{Value, json};

use super::{
    GroupAdmin, GroupChange, GroupError, Result, administered_by, append_audit, locked_group, with_ended,
};
use crate::app_state::AppState;
use crate::domain::access::MemberSource;
use crate::domain::group_rules::{Sent, verdict};
use crate::store::access::Ended;
use crate::store::seen_claims::{self, SeenPerson};
use crate::store::{Connection, StoreError, access_groups, companies, group_rules};

/// The most people for whom changed rules count before their next sign-in: those who signed in last.
pub(super) const MOST_JUDGED: i64 = 2000;
/// The most people of whom something was withheld that are counted.
const MOST_WITHHELD: i64 = 1000;

/// What rules say of those whose claims are known.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// Who is in by the rules, and was not.
    pub(super) joins: Vec<SeenPerson>,
    /// Who was in by them, and is not.
    pub(super) leaves: Vec<SeenPerson>,
    /// Of whom it is not known.
    pub(super) undecided: usize,
    /// Who is in by the identity provider and stays.
    pub(super) stays: usize,
    /// How many were looked at.
    pub(super) all: usize,
}

/// Sets the rules of a group.
pub async fn set(app: &AppState, actor: GroupAdmin<'_>, group_id: &str, rules: &[GroupRule]) -> Result<()> {
    let rules = checked(rules)?;
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    // Before anybody's account: sign-ins lock both in this order.
    let company_id = administered_by(&mut transaction, actor.account_id).await?;
    companies::lock_for_update(&mut transaction, &company_id).await?;
    let (own_company_id, group) = locked_group(&mut transaction, actor, group_id).await?;
    if own_company_id != company_id {
        return Err(GroupError::NotFound);
    }
    let before = group_rules::of_group(&mut transaction, &group.id).await?;
    if before == rules {
        return Ok(());
    }
    group_rules::replace(&mut transaction, &group.id, &rules).await?;
    let claims = group_rules::claims_of_company(&mut transaction, &company_id).await?;
    if claims.len() > MOST_CLAIMS {
        return Err(GroupError::TooManyRules);
    }
    let judged = judge(&mut transaction, &company_id, &group.id, &rules).await?;
    let ended = apply(&mut transaction, &group.id, &rules, &judged, now).await?;
    if claims.is_empty() {
        seen_claims::forget_company(&mut transaction, &company_id).await?;
    }
    let ids = |people: &[SeenPerson]| -> Vec<Value> {
        people.iter().map(|person| json!(person.account_id)).collect()
    };
    let detail = json!({
        "name": group.name, "before": before, "after": rules,
        "joined": ids(&judged.joins), "left": ids(&judged.leaves),
    });
    let change = GroupChange {
        company_id: &company_id,
        group_id: &group.id,
        action: "group_rules_set",
        detail: with_ended(detail, ended),
    };
    append_audit(&mut transaction, actor, change, now).await?;
    Ok(transaction.commit().await?)
}

/// The rules as they are kept, each once.
pub(crate) fn checked(rules: &[GroupRule]) -> Result<Vec<GroupRule>> {
    if rules.len() > MOST_RULES {
        return Err(GroupError::TooManyRules);
    }
    let mut kept = Vec::<GroupRule>::with_capacity(rules.len());
    for (at, rule) in rules.iter().enumerate() {
        let rule = rule.checked().map_err(|_| GroupError::RuleInvalid(at))?;
        if kept.iter().any(|before| before.is_same(&rule)) {
            return Err(GroupError::RuleInvalid(at));
        }
        kept.push(rule);
    }
    Ok(kept)
}

/// Asks the rules about those who signed in last.
pub(super) async fn judge(
    connection: &mut Connection,
    company_id: &str,
    group_id: &str,
    rules: &[GroupRule],
) -> Result<Judged> {
    let people = seen_claims::latest(connection, company_id, group_id, MOST_JUDGED).await?;
    let mut judged = Judged {
        all: people.len(),
        ..Judged::default()
    };
    for person in people {
        match (verdict(rules, &person.claims), person.by_idp) {
            (RuleVerdict::In, false) => judged.joins.push(person),
            (RuleVerdict::Out, true) => judged.leaves.push(person),
            (RuleVerdict::Unknown, _) => judged.undecided += 1,
            (RuleVerdict::In, true) => judged.stays += 1,
            (RuleVerdict::Out, false) => {}
        }
    }
    Ok(judged)
}

/// Makes the memberships what the rules say. Without rules nobody is in by them.
async fn apply(
    connection: &mut Connection,
    group_id: &str,
    rules: &[GroupRule],
    judged: &Judged,
    now_ms: i64,
) -> std::result::Result<Ended, StoreError> {
    for person in &judged.joins {
        let idp = MemberSource::Idp;
        access_groups::add_member(connection, group_id, &person.account_id, idp, now_ms).await?;
    }
    if rules.is_empty() {
        return group_rules::end_by_idp(connection, group_id, None, now_ms).await;
    }
    let leavers: Vec<String> = judged
        .leaves
        .iter()
        .map(|person| person.account_id.clone())
        .collect();
    match leavers.is_empty() {
        true => Ok(Ended::default()),
        false => group_rules::end_by_idp(connection, group_id, Some(&leavers), now_ms).await,
    }
}

/// Of how many people the rules do not know what they read.
pub(super) async fn withheld(
    connection: &mut Connection,
    company_id: &str,
    rules: &[GroupRule],
) -> Result<WithheldClaims> {
    if rules.is_empty() {
        return Ok(WithheldClaims::default());
    }
    let read: BTreeSet<&str> = rules.iter().map(|rule| rule.claim.as_str()).collect();
    let mut withheld = WithheldClaims::default();
    for seen in seen_claims::withheld(connection, company_id, MOST_WITHHELD).await? {
        let reasons: Vec<&Sent> = read.iter().filter_map(|claim| seen.get(claim)).collect();
        if reasons.contains(&&Sent::TooMany) {
            withheld.too_many += 1;
        } else if reasons.contains(&&Sent::NotRead) {
            withheld.not_read += 1;
        }
    }
    Ok(withheld)
}
