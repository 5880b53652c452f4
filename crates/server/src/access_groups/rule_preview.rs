//! What rules would do to a group, before they are set: by the claims of recent sign-ins, and by the last test of the active configuration.

use latchkey_contract::groups::preview_group_rules::{MOST_NAMED, Response};
use latchkey_contract::groups::{GroupRule, PreviewedPeople, TestedPerson};
use serde_json::{Map, Value};

use super::rules::{Judged, checked, judge};
use super::{Result, administered_by, found};
use crate::app_state::AppState;
use crate::domain::group_rules::{SeenClaims, verdict};
use crate::sso_configurations::test_result::claims_of_last_test;
use crate::store::seen_claims::SeenPerson;
use crate::store::{Connection, group_rules, sso_configurations};

/// What the rules would do.
pub async fn preview(
    app: &AppState,
    account_id: &str,
    group_id: &str,
    rules: &[GroupRule],
) -> Result<Response> {
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    let group = found(&mut connection, &company_id, group_id).await?;
    let rules = checked(rules)?;
    let judged = judge(&mut connection, &company_id, &group.id, &rules).await?;
    let in_now = group_rules::count_by_idp_alone(&mut connection, &group.id).await?;
    let test = tested(app, &mut connection, &company_id, &rules).await?;
    let by_idp_alone = |person: &&SeenPerson| !person.by_hand;
    let removed = match rules.is_empty() {
        true => PreviewedPeople {
            count: count(in_now),
            first: group_rules::first_by_idp_alone(&mut connection, &group.id, count(MOST_NAMED).into())
                .await?,
        },
        false => people(judged.leaves.iter().filter(by_idp_alone)),
    };
    Ok(Response {
        added: people(judged.joins.iter().filter(by_idp_alone)),
        removed,
        undecided: undecided(&rules, &judged),
        looked_at: count(judged.all),
        test,
    })
}

/// Without rules nothing is open.
fn undecided(rules: &[GroupRule], judged: &Judged) -> u32 {
    match rules.is_empty() {
        true => 0,
        false => count(judged.undecided),
    }
}

fn people<'a>(all: impl Iterator<Item = &'a SeenPerson>) -> PreviewedPeople {
    let emails: Vec<&String> = all.map(|person| &person.email).collect();
    PreviewedPeople {
        count: count(emails.len()),
        first: emails.into_iter().take(MOST_NAMED).cloned().collect(),
    }
}

fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

/// What the rules make of whoever tested the active configuration last, if what came back is still kept.
async fn tested(
    app: &AppState,
    connection: &mut Connection,
    company_id: &str,
    rules: &[GroupRule],
) -> Result<Option<TestedPerson>> {
    let Some(active) = sso_configurations::active_of_company(connection, company_id).await? else {
        return Ok(None);
    };
    let Some(claims) = claims_of_last_test(app, connection, &active).await? else {
        return Ok(None);
    };
    let claims: Map<String, Value> = claims
        .into_iter()
        .map(|claim| (claim.name, claim.value))
        .collect();
    let names = rules.iter().map(|rule| rule.claim.as_str());
    let mapped = active.claim_mapping.apply(&claims);
    Ok(Some(TestedPerson {
        username: mapped.map(|mapped| mapped.username).unwrap_or_default(),
        verdict: verdict(rules, &SeenClaims::read(&claims, names, true)),
    }))
}
