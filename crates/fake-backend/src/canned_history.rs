//! What happened in Ada's company.

use latchkey_contract::security_history::{
    AuditAction, EventDetail, EventPerson, ListSecurityEvents, SecurityEvent, list_security_events,
};

use crate::{FakeBackend, canned_members::ADA, page_of};

/// From now on this happened in Ada's company, the newest first.
pub fn has_history(backend: &FakeBackend, events: Vec<SecurityEvent>) {
    backend.on::<ListSecurityEvents>(move |list_security_events::Request { query }| {
        let meant = events
            .iter()
            .filter(|event| query.kind.is_none_or(|kind| event.action.kind() == Some(kind)));
        let meant: Vec<_> = meant.cloned().collect();
        let key = |event: &SecurityEvent, _| {
            let at = meant.iter().position(|other| other.id == event.id);
            format!("{:06}", at.unwrap_or_default())
        };
        let searched = |event: &SecurityEvent| {
            let people = [&event.actor, &event.person].into_iter().flatten();
            people
                .flat_map(|person| [person.name.clone(), person.email.clone()])
                .collect()
        };
        let nobody = query.search.is_none();
        page_of(&meant, &query.page(), key, |event| match nobody {
            true => vec![String::new()],
            false => searched(event),
        })
    });
}

/// One event of each action, of now and before, by Ada, by an operator, and by nobody.
pub fn history() -> Vec<SecurityEvent> {
    let ada = || EventPerson {
        email: ADA.to_owned(),
        name: "Ada Lovelace".to_owned(),
    };
    let grace = || EventPerson {
        email: "grace@acme.example".to_owned(),
        name: "Grace Hopper".to_owned(),
    };
    let event = |(number, &action): (usize, &AuditAction)| SecurityEvent {
        id: format!("event-{number}"),
        at: format!("2026-11-{:02}T12:30:00Z", 28 - number % 28),
        action,
        action_name: action.as_str().to_owned(),
        actor: (number % 4 != 3).then(ada),
        by_operator: number % 8 == 3,
        person: (number % 3 == 1).then(grace),
        object: (number % 3 == 2).then(|| "Company Expenses · Acceptance".to_owned()),
        details: vec![EventDetail {
            name: "by".to_owned(),
            value: "password".to_owned(),
        }],
        client_address: "198.51.100.7".to_owned(),
        request_id: "01939f2e-0000-7000-8000-00000000abcd".to_owned(),
    };
    AuditAction::ALL.iter().enumerate().map(event).collect()
}
