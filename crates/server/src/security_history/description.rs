//! An event of the trail as admins read it: identifiers become names, and what is kept as JSON becomes facts.

use std::collections::BTreeSet;

use latchkey_contract::security_history::{AuditAction, EventDetail, EventPerson, SecurityEvent};
use serde_json::{Map, Value};

use crate::rfc3339::rfc3339;
use crate::store::audit_history::{Named, PastEvent};

/// What is named in facts, in the order in which it is looked for.
const NAMING: [&str; 3] = ["domain", "name", "slug"];
/// The most characters of a fact.
const LONGEST: usize = 1_000;
/// Number of identifiers in a fact that become names: of a thousand people added to a group, the first are shown.
const MOST_NAMED: usize = 20;

/// An event, with its facts.
pub(super) struct ParsedEvent {
    event: PastEvent,
    facts: Map<String, Value>,
}

impl From<PastEvent> for ParsedEvent {
    fn from(event: PastEvent) -> Self {
        let facts = match serde_json::from_str(&event.detail) {
            Ok(Value::Object(facts)) => facts,
            _ => Map::new(),
        };
        Self { event, facts }
    }
}

/// The identifiers for which names are wanted, each once.
pub(super) fn ids(events: &[ParsedEvent]) -> Vec<&str> {
    let ids: BTreeSet<&str> = events.iter().flat_map(ParsedEvent::ids).collect();
    ids.into_iter().collect()
}

impl ParsedEvent {
    fn ids(&self) -> impl Iterator<Item = &str> {
        let actor = self.event.actor_account_id.as_deref();
        let in_facts = self.facts.values().flat_map(ids_of);
        actor.into_iter().chain(self.subjects()).chain(in_facts)
    }

    /// Whom and what it is about.
    fn subjects(&self) -> impl Iterator<Item = &str> {
        let account = self.facts.get("account").and_then(Value::as_str);
        self.event.subject.as_deref().into_iter().chain(account)
    }

    pub(super) fn describe(&self, names: &[Named]) -> SecurityEvent {
        let event = &self.event;
        let named = |id: &str| names.iter().find(|named| named.id == id);
        let person_of = |id: &str| named(id).filter(|named| named.what == "account").map(person);
        let actor_id = event.actor_account_id.as_deref();
        let mut others = self.subjects().filter(|id| Some(*id) != actor_id);
        let thing = self
            .subjects()
            .find_map(|id| named(id).filter(|named| named.what != "account"));
        let in_facts = || {
            NAMING
                .iter()
                .find_map(|name| self.facts.get(*name).and_then(Value::as_str))
        };
        // Where there is one: of several, the facts say who they are.
        let in_lists = self.facts.values().flat_map(ids_of);
        let mut in_lists = in_lists.filter(|id| Some(*id) != actor_id).filter_map(person_of);
        let only_person = in_lists.next().filter(|_| in_lists.next().is_none());
        let action = AuditAction::from_name(&event.action);
        SecurityEvent {
            id: event.id.clone(),
            at: rfc3339(event.at_ms).unwrap_or_default(),
            action,
            action_name: event.action.clone(),
            actor: actor_id.and_then(person_of),
            by_operator: action == AuditAction::Imported
                || matches!(
                    self.facts.get("by").and_then(Value::as_str),
                    Some("command" | "import")
                ),
            person: others.find_map(person_of).or(only_person),
            object: thing
                .map(|thing| thing.name.clone())
                .or_else(|| in_facts().map(str::to_owned)),
            environment: self.environment(thing, names),
            details: self.details(names),
            client_address: event.client_address.clone(),
            request_id: event.request_id.clone(),
        }
    }

    /// The app and the environment of the facts, where they are not the thing that it is about.
    fn environment(&self, thing: Option<&Named>, names: &[Named]) -> Option<String> {
        let fact = |name: &str| self.facts.get(name).and_then(Value::as_str);
        let is_meant = |id: &str| names.iter().find(|named| named.id == id && named.what == "thing");
        let ids = ["environment_id", "environment"].into_iter().filter_map(fact);
        if let Some(environment) = ids.filter_map(is_meant).next() {
            return Some(environment.name.clone()).filter(|_| thing != Some(environment));
        }
        if thing.is_some() {
            return None;
        }
        let parts = [fact("app_name").or_else(|| fact("app")), fact("environment")];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    fn details(&self, names: &[Named]) -> Vec<EventDetail> {
        // An environment's name and its identifier are one fact.
        let is_said = |name: &str| name == "environment_id" && self.facts.contains_key("environment");
        let facts = self.facts.iter();
        let facts = facts.filter(|(name, value)| !value.is_null() && !is_said(name));
        facts
            .map(|(name, value)| EventDetail {
                name: name.clone(),
                value: text_of(name, value, names).chars().take(LONGEST).collect(),
            })
            .collect()
    }
}

/// The identifiers that a fact consists of.
fn ids_of(value: &Value) -> impl Iterator<Item = &str> {
    let entries = match value {
        Value::Array(entries) => entries.as_slice(),
        single => std::slice::from_ref(single),
    };
    let ids = entries.iter().filter_map(Value::as_str);
    ids.filter(|id| uuid::Uuid::try_parse(id).is_ok())
        .take(MOST_NAMED)
}

fn text_of(name: &str, value: &Value, names: &[Named]) -> String {
    let called = |id: &str| {
        let named = names.iter().find(|named| named.id == id);
        named.map_or_else(|| id.to_owned(), |named| named.name.clone())
    };
    match value {
        Value::String(text) => called(text),
        Value::Number(number) if name.ends_with("_ms") => number
            .as_i64()
            .and_then(rfc3339)
            .unwrap_or_else(|| number.to_string()),
        Value::Array(entries) if entries.iter().all(Value::is_string) => {
            let entries: Vec<String> = entries.iter().filter_map(Value::as_str).map(called).collect();
            entries.join(", ")
        }
        Value::Array(entries) => {
            let changes: Option<Vec<_>> = entries.iter().map(change_of_access).collect();
            changes.map_or_else(|| value.to_string(), |changes| changes.join("; "))
        }
        other => other.to_string(),
    }
}

/// What was changed for several people who had the same, and for how many, such as `[User] → [User, Auditor]: 250`; a dash stands for no
/// access. Who they are stays in the trail, and stands on the page of the change.
fn change_of_access(change: &Value) -> Option<String> {
    let people = change.get("accounts")?.as_array()?.len();
    let roles = |name: &str| match change.get(name) {
        Some(Value::Array(roles)) => {
            let roles: Vec<&str> = roles.iter().filter_map(Value::as_str).collect();
            format!("[{}]", roles.join(", "))
        }
        _ => "–".to_owned(),
    };
    Some(format!("{} → {}: {people}", roles("from"), roles("to")))
}

fn person(named: &Named) -> EventPerson {
    EventPerson {
        email: named.name.clone(),
        name: named.more.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(action: &str, actor: Option<&str>, subject: Option<&str>, detail: &str) -> ParsedEvent {
        PastEvent {
            id: "e".to_owned(),
            at_ms: 0,
            action: action.to_owned(),
            actor_account_id: actor.map(str::to_owned),
            subject: subject.map(str::to_owned),
            detail: detail.to_owned(),
            client_address: String::new(),
            request_id: String::new(),
        }
        .into()
    }

    fn named(id: &str, what: &str, name: &str) -> Named {
        Named {
            id: id.to_owned(),
            what: what.to_owned(),
            name: name.to_owned(),
            more: " ".to_owned(),
        }
    }

    #[test]
    fn changes_of_many_are_numbers_and_roles() {
        let step = past(
            "bulk_change_step",
            Some("1"),
            Some("c"),
            r#"{"environment":"Acceptance","environment_id":"e","changes":[{"from":["User"],"to":["User","Auditor"],"accounts":["x","y"],"sessions":1},
                {"from":null,"to":[],"accounts":["z"]}],"odd":[{"a":1}]}"#,
        );
        let details = step.describe(&[]).details;
        let facts: Vec<_> = details
            .iter()
            .map(|fact| (fact.name.as_str(), fact.value.as_str()))
            .collect();
        let changes = "[User] → [User, Auditor]: 2; – → []: 1";
        assert_eq!(
            facts,
            [
                ("changes", changes),
                ("environment", "Acceptance"),
                ("odd", "[{\"a\":1}]")
            ]
        );
    }

    #[test]
    fn identifiers_become_names_and_facts_become_text() {
        let names = [
            named("1", "account", "ada@acme.example"),
            named("2", "account", "grace@acme.example"),
            named("3", "thing", "Finance"),
        ];
        let event = past(
            "account_deactivated",
            Some("1"),
            Some("2"),
            r#"{"by":"member","until_ms":0,"n":null,"roles":["a","b"]}"#,
        );
        let described = event.describe(&names);
        assert_eq!(described.actor.unwrap().email, "ada@acme.example");
        assert_eq!(described.person.unwrap().email, "grace@acme.example");
        assert!(!described.by_operator);
        let facts: Vec<_> = described.details.iter().map(|fact| fact.value.as_str()).collect();
        assert_eq!(facts, ["member", "a, b", "1970-01-01T00:00:00Z"]);
        let (ada, grace) = (
            "0193f0c2-0000-7000-8000-000000000001",
            "0193f0c2-0000-7000-8000-000000000002",
        );
        let members = [
            named(ada, "account", "ada@acme.example"),
            named(grace, "account", "grace@acme.example"),
            named("3", "thing", "Finance"),
        ];
        let added = |accounts: &str| {
            let detail = format!(r#"{{"accounts":[{accounts}]}}"#);
            past("group_members_added", None, Some("3"), &detail)
        };
        let one = added(&format!("\"{grace}\""));
        assert_eq!(ids(std::slice::from_ref(&one)), [grace, "3"]);
        let one = one.describe(&members);
        assert_eq!(one.person.expect("the one").email, "grace@acme.example");
        let both = added(&format!("\"{grace}\",\"{ada}\"")).describe(&members);
        assert_eq!(both.person, None);
        assert_eq!(both.details[0].value, "grace@acme.example, ada@acme.example");
        let own = past("account_renamed", Some("1"), Some("1"), "{}").describe(&names);
        assert_eq!((own.person, own.object), (None, None));
        let group = past("group_renamed", Some("1"), Some("3"), "{}").describe(&names);
        assert_eq!(group.object.as_deref(), Some("Finance"));
        let domain = past(
            "email_domain_added",
            None,
            None,
            r#"{"domain":"acme.example","by":"command"}"#,
        );
        let domain = domain.describe(&names);
        assert_eq!(domain.object.as_deref(), Some("acme.example"));
        assert!(domain.by_operator);
        let env = "0193f0c2-0000-7000-8000-000000000003";
        let places = [
            named("2", "account", "grace@acme.example"),
            named("3", "thing", "Finance"),
            named(env, "thing", "Company Expenses · Acceptance"),
        ];
        let place = |subject: &str, detail: &str| {
            let described = past("access_changed", None, Some(subject), detail).describe(&places);
            (described.object, described.environment)
        };
        let expenses = Some("Company Expenses · Acceptance".to_owned());
        let by_id =
            format!(r#"{{"app":"company-expenses","environment":"Acceptance","environment_id":"{env}"}}"#);
        assert_eq!(place("2", &by_id), (None, expenses.clone()), "of a person");
        assert_eq!(place(env, &by_id), (expenses.clone(), None), "it is said once");
        let of_group = format!(r#"{{"environment":"{env}"}}"#);
        assert_eq!(place("3", &of_group), (Some("Finance".to_owned()), expenses));
        let by_name = r#"{"app":"company-expenses","environment":"Acceptance"}"#;
        let gone = Some("company-expenses · Acceptance".to_owned());
        assert_eq!(place("2", by_name), (None, gone));
        assert_eq!(place("2", "{}"), (None, None));
        let unknown = past("flown_away", Some("9"), Some("8"), "no JSON").describe(&names);
        assert_eq!(
            (unknown.action, unknown.action_name.as_str()),
            (AuditAction::Other, "flown_away")
        );
    }
}
