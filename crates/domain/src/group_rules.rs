//! Which groups somebody is in by what the company's identity provider sends. Invariants: a claim that did not come because it was withheld
//! decides nothing, and one that is absent counts as empty; memberships by hand are none of this.

use std::collections::{BTreeMap, BTreeSet};

use latchkey_contract::claim_mapping::claim;
use latchkey_contract::groups::group_rule::{MAX_BYTES, first_part};
use latchkey_contract::groups::{GroupRule, RuleVerdict};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most values of a claim that are read.
pub const MOST_VALUES: usize = 1000;
/// The most bytes of a claim that are read.
const MOST_BYTES: usize = 64 * 1024;

/// What the identity provider sent of one claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// These values, sorted; none where the claim is absent.
    Values(Vec<String>),
    /// Too many to send (the token only says where they are), or to read ([`MOST_VALUES`]).
    TooMany,
    /// It is not in the ID token, and userinfo did not answer.
    NotRead,
}

/// What was sent at a sign-in of the claims that rules read, by the names under which they are read. A claim that no rule read at the time is
/// not there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeenClaims(BTreeMap<String, Sent>);

impl SeenClaims {
    /// Reads these claims of a person. `is_complete`: userinfo was read, or there is none.
    pub fn read<'a>(
        claims: &Map<String, Value>,
        names: impl IntoIterator<Item = &'a str>,
        is_complete: bool,
    ) -> Self {
        let sent = |name: &str| match claim(claims, name) {
            Some(value) if !value.is_null() => values_of(value),
            _ if is_elsewhere(claims, &first_part(name)) => Sent::TooMany,
            _ if !is_complete => Sent::NotRead,
            _ => Sent::Values(Vec::new()),
        };
        Self(
            names
                .into_iter()
                .map(|name| (name.to_owned(), sent(name)))
                .collect(),
        )
    }

    /// What was sent of one claim; `None` where no rule read it.
    pub fn get(&self, claim: &str) -> Option<&Sent> {
        self.0.get(claim)
    }

    /// Whether no rule read anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The claims that were withheld.
    pub fn withheld(&self) -> impl Iterator<Item = (&str, &Sent)> {
        let is_withheld = |sent: &Sent| !matches!(sent, Sent::Values(_));
        self.0
            .iter()
            .filter(move |(_, sent)| is_withheld(sent))
            .map(|(name, sent)| (name.as_str(), sent))
    }
}

/// Whether the token says that this claim is to be fetched elsewhere (OpenID Connect Core §5.6.2). Entra ID does so with groups, or says
/// `hasgroups`, where they are more than 200.
fn is_elsewhere(claims: &Map<String, Value>, name: &str) -> bool {
    let is_named = |names: &Value| names.get(name).is_some();
    let has_groups = |said: &Value| said.as_bool() == Some(true) || said.as_str() == Some("true");
    claims.get("_claim_names").is_some_and(is_named)
        || (name == "groups" && claims.get("hasgroups").is_some_and(has_groups))
}

/// A text, or the texts of a list. Numbers and truth values are taken as they are written; what is none of these, or too long for a rule, is
/// left out.
fn values_of(value: &Value) -> Sent {
    let all = match value {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let texts: BTreeSet<String> = all.iter().filter_map(text_of).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    match texts.len() > MOST_VALUES || bytes > MOST_BYTES {
        true => Sent::TooMany,
        false => Sent::Values(texts.into_iter().collect()),
    }
}

fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return None,
    };
    (1..=MAX_BYTES).contains(&text.len()).then_some(text)
}

/// What the rules of a group say of somebody. One that applies is enough; where none does, a claim that is not known leaves it open.
pub fn verdict(rules: &[GroupRule], seen: &SeenClaims) -> RuleVerdict {
    let mut is_open = false;
    for rule in rules {
        match seen.get(&rule.claim) {
            Some(Sent::Values(values)) => {
                if values.contains(&rule.value) {
                    return RuleVerdict::In;
                }
            }
            Some(Sent::TooMany | Sent::NotRead) | None => is_open = true,
        }
    }
    match is_open {
        true => RuleVerdict::Unknown,
        false => RuleVerdict::Out,
    }
}

/// What a sign-in changes in the memberships that come from the identity provider: identifiers of groups.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Memberships {
    /// The person comes in.
    pub joins: Vec<String>,
    /// The person has to leave.
    pub leaves: Vec<String>,
}

/// Sets the memberships anew. `groups` are those of the company that have rules; `now_in` those that the person is in by the identity provider.
/// A group without rules has nobody by it.
pub fn memberships(
    groups: &BTreeMap<String, Vec<GroupRule>>,
    now_in: &BTreeSet<String>,
    seen: &SeenClaims,
) -> Memberships {
    let verdict_on = |id: &String| verdict(groups.get(id).map_or(&[], Vec::as_slice), seen);
    let joins = groups
        .keys()
        .filter(|id| !now_in.contains(*id) && verdict_on(id) == RuleVerdict::In);
    let leaves = now_in.iter().filter(|id| verdict_on(id) == RuleVerdict::Out);
    Memberships {
        joins: joins.cloned().collect(),
        leaves: leaves.cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn rule(claim: &str, value: &str) -> GroupRule {
        GroupRule {
            claim: claim.to_owned(),
            value: value.to_owned(),
            name: None,
        }
    }

    fn seen(claims: &Value, name: &str, is_complete: bool) -> Sent {
        let claims = claims.as_object().expect("an object");
        let seen = SeenClaims::read(claims, [name], is_complete);
        seen.get(name).expect("was read").clone()
    }

    fn values(texts: &[&str]) -> Sent {
        Sent::Values(texts.iter().map(|&text| text.to_owned()).collect())
    }

    #[test]
    fn a_claim_is_a_text_or_a_list_of_texts_wherever_it_lies() {
        let claims = json!({
            "groups": ["b", "a", "b", 7, true, {}, null, " c ", "x".repeat(256)], "department": "Finance", "level": 3,
            "realm_access": { "roles": ["boss"] }, "odd": { "a": 1 }, "none": null,
        });
        for (name, sent) in [
            ("groups", values(&["7", "a", "b", "c", "true"])),
            ("department", values(&["Finance"])),
            ("level", values(&["3"])),
            ("/realm_access/roles", values(&["boss"])),
            ("odd", values(&[])),
            ("none", values(&[])),
            ("gone", values(&[])),
        ] {
            assert_eq!(seen(&claims, name, true), sent, "{name}");
        }
    }

    #[test]
    fn a_claim_that_was_withheld_is_not_an_empty_one() {
        let names = json!({ "_claim_names": { "groups": "src1" } });
        for (claims, name, is_complete, sent) in [
            (names.clone(), "groups", true, Sent::TooMany),
            (names.clone(), "/groups", true, Sent::TooMany),
            (names, "roles", true, values(&[])),
            (json!({ "hasgroups": true }), "groups", true, Sent::TooMany),
            (json!({ "hasgroups": "true" }), "groups", true, Sent::TooMany),
            (json!({ "hasgroups": false }), "groups", true, values(&[])),
            (json!({ "hasgroups": true }), "roles", true, values(&[])),
            (json!({}), "groups", false, Sent::NotRead),
            (json!({ "groups": [] }), "groups", false, values(&[])),
        ] {
            assert_eq!(seen(&claims, name, is_complete), sent, "{claims} {name}");
        }
        let many: Vec<_> = (0..=MOST_VALUES).collect();
        assert_eq!(seen(&json!({ "groups": many }), "groups", true), Sent::TooMany);
    }

    #[test]
    fn one_rule_is_enough_and_what_is_not_known_decides_nothing() {
        let claims = json!({ "roles": ["boss"], "_claim_names": { "groups": "src1" } });
        let claims = claims.as_object().expect("an object");
        let seen = SeenClaims::read(claims, ["groups", "roles"], true);
        let (boss, clerk, finance) = (rule("roles", "boss"), rule("roles", "clerk"), rule("groups", "f"));
        for (rules, said) in [
            (vec![], RuleVerdict::Out),
            (vec![clerk.clone()], RuleVerdict::Out),
            (vec![finance.clone()], RuleVerdict::Unknown),
            (vec![clerk, finance.clone()], RuleVerdict::Unknown),
            (vec![finance, boss], RuleVerdict::In),
            (vec![rule("department", "x")], RuleVerdict::Unknown),
        ] {
            assert_eq!(verdict(&rules, &seen), said, "{rules:?}");
        }
    }

    #[test]
    fn what_was_seen_reads_as_it_was_written() {
        let claims = json!({ "groups": ["a"], "_claim_names": { "roles": "x" } });
        let seen = SeenClaims::read(claims.as_object().expect("an object"), ["groups", "roles"], true);
        let written = serde_json::to_string(&seen).expect("writes");
        assert_eq!(written, r#"{"groups":{"values":["a"]},"roles":"too_many"}"#);
        assert_eq!(serde_json::from_str::<SeenClaims>(&written).expect("reads"), seen);
        assert_eq!(
            seen.withheld().map(|(name, _)| name).collect::<Vec<_>>(),
            ["roles"]
        );
    }

    fn any_rules() -> impl Strategy<Value = Vec<GroupRule>> {
        prop::collection::vec(
            ("[cd]", "[a-c]").prop_map(|(claim, value)| rule(&claim, &value)),
            0..4,
        )
    }

    fn any_seen() -> impl Strategy<Value = SeenClaims> {
        let sent = prop_oneof![
            3 => prop::collection::btree_set("[a-c]", 0..3).prop_map(|all| Sent::Values(all.into_iter().collect())),
            1 => Just(Sent::TooMany),
            1 => Just(Sent::NotRead),
        ];
        prop::collection::btree_map("[cd]", sent, 0..3).prop_map(SeenClaims)
    }

    proptest! {
        /// The same, said slowly: whoever was in and whoever was not, group by group.
        #[test]
        fn memberships_are_what_the_naive_model_says(
            groups in prop::collection::btree_map("[g-j]", any_rules(), 0..4),
            now_in in prop::collection::btree_set("[g-k]", 0..4), seen in any_seen(),
        ) {
            let change = memberships(&groups, &now_in, &seen);
            for id in groups.keys().chain(&now_in) {
                let rules = groups.get(id).cloned().unwrap_or_default();
                let has = |rule: &GroupRule| match seen.get(&rule.claim) {
                    Some(Sent::Values(values)) => Some(values.contains(&rule.value)),
                    _ => None,
                };
                let is_in = now_in.contains(id);
                let shall_be = if rules.iter().any(|rule| has(rule) == Some(true)) {
                    true
                } else if rules.iter().all(|rule| has(rule) == Some(false)) {
                    false
                } else {
                    is_in
                };
                prop_assert_eq!(change.joins.contains(id), shall_be && !is_in, "{}", id);
                prop_assert_eq!(change.leaves.contains(id), !shall_be && is_in, "{}", id);
            }
        }

        #[test]
        fn the_second_time_nothing_changes_and_the_order_of_rules_means_nothing(
            groups in prop::collection::btree_map("[g-j]", any_rules(), 0..4),
            now_in in prop::collection::btree_set("[g-k]", 0..4), seen in any_seen(),
        ) {
            let change = memberships(&groups, &now_in, &seen);
            let mut after = now_in.clone();
            after.extend(change.joins.iter().cloned());
            after.retain(|id| !change.leaves.contains(id));
            prop_assert_eq!(memberships(&groups, &after, &seen), Memberships::default());
            let reversed = groups
                .into_iter()
                .map(|(id, rules)| (id, rules.into_iter().rev().collect()))
                .collect();
            prop_assert_eq!(memberships(&reversed, &now_in, &seen), change);
        }
    }
}
