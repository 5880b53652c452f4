//! A pilot of single sign-on, before it begins.

use std::sync::{Arc, Mutex, PoisonError};

use latchkey_contract::sso_configurations::{
    BeginSsoPilot, ChangeSsoPilot, GetSsoPilot, PilotPerson, PilotRefusal, SsoPilot,
};

use crate::{FakeBackend, MockResponse};

/// Ada, who has come, and Alan, who has not.
pub fn sso_pilot() -> SsoPilot {
    SsoPilot {
        name: "Okta trial".to_owned(),
        version: "as-it-was-looked-at".to_owned(),
        people: vec![
            person("ada@acme.example", true),
            person("alan@acme.example", false),
        ],
        ..SsoPilot::default()
    }
}

fn person(email: &str, has_come: bool) -> PilotPerson {
    PilotPerson {
        email: email.to_owned(),
        has_account: true,
        has_come,
    }
}

/// From now on it stands like this. What is done to it is heeded.
pub fn has_sso_pilot(backend: &FakeBackend, pilot: SsoPilot) {
    let kept = Arc::new(Mutex::new(pilot));
    let all = Arc::clone(&kept);
    let read = move |change: &dyn Fn(&mut SsoPilot)| {
        let mut pilot = all.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut pilot);
        pilot.clone()
    };
    let read = Arc::new(read);
    let reading = Arc::clone(&read);
    backend.on::<GetSsoPilot>(move |_| MockResponse::Success(reading(&|_| {})));
    let changing = Arc::clone(&read);
    backend.on::<ChangeSsoPilot>(move |request| {
        let changed = changing(&|pilot| {
            pilot
                .people
                .retain(|person| !request.remove.contains(&person.email));
            if request.add.contains('@') {
                pilot.people.push(person(request.add.trim(), false));
            }
        });
        let refused = match request.add.is_empty() || request.add.contains('@') {
            true => Vec::new(),
            false => vec![PilotRefusal {
                typed: request.add,
                is_of_other_domain: false,
            }],
        };
        MockResponse::Success(SsoPilot { refused, ..changed })
    });
    backend.on::<BeginSsoPilot>(move |_| {
        MockResponse::Success(read(&|pilot| {
            pilot.since = Some("2026-11-25T06:00:00Z".to_owned());
        }))
    });
}
