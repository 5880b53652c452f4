//! Rules of Acme's groups. What is set is remembered.

use latchkey_contract::{
    Empty,
    groups::{
        GroupMember, GroupRule, PreviewGroupRules, PreviewedPeople, RuleVerdict, SetGroupRules, TestedPerson,
        preview_group_rules,
    },
};

use crate::{
    FakeBackend, MockResponse,
    kept_group::{Kept, change},
};

/// Whoever is in the group by the identity provider leaves it with the rule that Finance has; any other rule lets somebody in.
pub(crate) fn answers_rules(backend: &FakeBackend, kept: &Kept) {
    let groups = kept.clone();
    backend.on::<PreviewGroupRules>(move |request| {
        change(&groups, &request.group, |known| {
            let is_kept = request.rules.iter().any(|rule| rule.is_same(&finance_rule()));
            let by_idp_alone = |member: &&GroupMember| member.by_idp && !member.by_hand;
            let leaving = known.members.iter().filter(by_idp_alone).filter(|_| !is_kept);
            let leaving: Vec<_> = leaving.map(|member| member.email.clone()).collect();
            let is_more = request.rules.len() > known.group.rules.len();
            MockResponse::Success(preview_group_rules::Response {
                added: PreviewedPeople {
                    count: if is_more { 23 } else { 0 },
                    first: match is_more {
                        true => (30..50).map(|at| format!("person{at}@acme.example")).collect(),
                        false => Vec::new(),
                    },
                },
                removed: PreviewedPeople {
                    count: u32::try_from(leaving.len()).unwrap_or(u32::MAX),
                    first: leaving,
                },
                undecided: if is_more { 4 } else { 0 },
                looked_at: 60,
                test: Some(TestedPerson {
                    username: "ada@acme.example".to_owned(),
                    verdict: if is_kept {
                        RuleVerdict::In
                    } else {
                        RuleVerdict::Out
                    },
                }),
            })
        })
    });
    let groups = kept.clone();
    backend.on::<SetGroupRules>(move |request| {
        change(&groups, &request.group, |known| {
            if !request.rules.iter().any(|rule| rule.is_same(&finance_rule())) {
                known.members.retain(|member| member.by_hand);
            }
            known.group.rules = request.rules;
            MockResponse::Success(Empty {})
        })
    });
}

/// The rule that Finance has in most states: an identifier as Entra ID sends them, with a name.
pub fn finance_rule() -> GroupRule {
    GroupRule {
        claim: "groups".to_owned(),
        value: "9a4e2b1d-6c08-4f7a-b0e3-7d21c58e4f92".to_owned(),
        name: Some("Finance department".to_owned()),
    }
}
