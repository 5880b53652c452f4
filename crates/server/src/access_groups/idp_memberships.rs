//! Memberships that come from the company's identity provider, set anew at each sign-in there. Invariants: those by hand stay; who loses one
//! loses in the same transaction what rested on it alone; a claim that was withheld changes nothing.

use serde_json::{Value, json};

use crate::domain::access::MemberSource;
use crate::domain::group_rules::{Memberships, SeenClaims, Sent, memberships};
use crate::store::access::Ended;
use crate::store::audit::{self, Origin};
use crate::store::{Connection, StoreError, access_groups, group_rules, seen_claims};

/// Who signs in at the identity provider of the company. The company is locked for sharing: rules do not change meanwhile.
#[derive(Debug, Clone, Copy)]
pub struct IdpPerson<'a> {
    /// The account.
    pub account_id: &'a str,
    /// Its company.
    pub company_id: &'a str,
    /// The claims that rules of groups read.
    pub seen: &'a SeenClaims,
}

/// Sets the memberships anew, and keeps what was sent.
pub async fn set_anew(
    connection: &mut Connection,
    person: IdpPerson<'_>,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    let before = seen_claims::of_account(connection, person.account_id).await?;
    if before.is_some() || !person.seen.is_empty() {
        seen_claims::save(
            connection,
            person.account_id,
            person.company_id,
            person.seen,
            now_ms,
        )
        .await?;
    }
    let is_withheld = |seen: &SeenClaims| seen.withheld().next().is_some();
    if is_withheld(person.seen) && !before.as_ref().is_some_and(is_withheld) {
        let claims: serde_json::Map<String, Value> = person
            .seen
            .withheld()
            .map(|(claim, sent)| (claim.to_owned(), reason(sent).into()))
            .collect();
        append(
            connection,
            person,
            "group_claims_withheld",
            json!({ "claims": claims }),
            origin,
            now_ms,
        )
        .await?;
    }
    let rules = group_rules::of_company(connection, person.company_id).await?;
    let now_in = group_rules::groups_by_idp(connection, person.account_id).await?;
    let change = memberships(&rules, &now_in, person.seen);
    if change == Memberships::default() {
        return Ok(());
    }
    let ended = apply(connection, person.account_id, &change, now_ms).await?;
    let detail = json!({
        "joined": change.joins, "left": change.leaves,
        "tokens_revoked": ended.token_families, "logouts_queued": ended.sessions,
    });
    append(
        connection,
        person,
        "group_memberships_from_idp",
        detail,
        origin,
        now_ms,
    )
    .await
}

async fn apply(
    connection: &mut Connection,
    account_id: &str,
    change: &Memberships,
    now_ms: i64,
) -> Result<Ended, StoreError> {
    let mut ended = Ended::default();
    let idp = MemberSource::Idp;
    // First what comes: whoever changes from one group to another keeps what both give.
    for group_id in &change.joins {
        access_groups::add_member(connection, group_id, account_id, idp, now_ms).await?;
    }
    for group_id in &change.leaves {
        let left = access_groups::remove_member(connection, group_id, account_id, idp, now_ms).await?;
        ended = ended.and(left.unwrap_or_default());
    }
    Ok(ended)
}

const fn reason(sent: &Sent) -> &'static str {
    match sent {
        Sent::Values(_) => "sent",
        Sent::TooMany => "too_many",
        Sent::NotRead => "not_read",
    }
}

async fn append(
    connection: &mut Connection,
    person: IdpPerson<'_>,
    action: &'static str,
    detail: Value,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    let event = audit::Event {
        action,
        company_id: Some(person.company_id),
        actor_account_id: None,
        subject: Some(person.account_id),
        detail,
    };
    audit::append(connection, &event, origin, now_ms).await
}
