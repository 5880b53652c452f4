//! What happened in Ada's company.

use latchkey_contract::{
    security_history::{
        AuditAction, EventDetail, EventPerson, ListSecurityEvents, ListSignInFailures, SecurityEvent,
        SignInFailure, list_security_events, list_sign_in_failures,
    },
    sign_in::SsoFailure,
    sso_configurations::{
        EvidenceName, IdpKind, IdpProblem, StepOutcome, TestProblem, TestStep, TraceEvidence, TraceStep,
    },
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

/// One event of each action, of now and before, by Ada, by an operator, by somebody who was not signed in, and by nobody.
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
        environment: (number % 6 == 1).then(|| "Travel · Production".to_owned()),
        details: vec![EventDetail {
            name: "by".to_owned(),
            value: "password".to_owned(),
        }],
        // Operators come from no address, and neither does what happens by itself.
        client_address: match number % 16 {
            3 | 7 | 11 => String::new(),
            _ => "198.51.100.7".to_owned(),
        },
        request_id: "01939f2e-0000-7000-8000-00000000abcd".to_owned(),
    };
    AuditAction::ALL.iter().enumerate().map(event).collect()
}

/// From now on these sign-ins failed, the newest first.
pub fn has_failures(backend: &FakeBackend, failures: Vec<SignInFailure>) {
    backend.on::<ListSignInFailures>(move |list_sign_in_failures::Request { query }| {
        let meant = failures
            .iter()
            .filter(|failure| query.problem.is_none_or(|problem| failure.reason == problem));
        let meant: Vec<_> = meant.cloned().collect();
        let key = |failure: &SignInFailure, _| {
            let at = meant.iter().position(|other| other.id == failure.id);
            format!("{:06}", at.unwrap_or_default())
        };
        page_of(&meant, &query.page(), key, |failure| vec![failure.person.clone()])
    });
}

/// One for each reason; the first one because the client secret has expired at Entra ID.
pub fn failures() -> Vec<SignInFailure> {
    let failure = |(number, &reason): (usize, &SsoFailure)| SignInFailure {
        id: format!("failure-{number}"),
        at: format!("2026-11-{:02}T12:30:00Z", 28 - number % 28),
        reason,
        step: None,
        person: match number % 3 {
            2 => String::new(),
            _ => ADA.to_owned(),
        },
        configuration: Some("Acme Entra ID".to_owned()),
        idp: IdpKind::EntraId,
        client_address: "198.51.100.7".to_owned(),
        request_id: "01939f2e-0000-7000-8000-00000000abcd".to_owned(),
    };
    let expired = SignInFailure {
        step: Some(TraceStep {
            step: TestStep::ClientAuthentication,
            outcome: StepOutcome::Failed,
            problem: Some(TestProblem::ClientRefused),
            idp_problem: Some(IdpProblem::SecretExpired),
            metadata_problem: None,
            evidence: vec![TraceEvidence {
                name: EvidenceName::ErrorDescription,
                value: "AADSTS7000222: The provided client secret keys are expired.".to_owned(),
            }],
        }),
        ..failure((100, &SsoFailure::Misconfigured))
    };
    let rest = SsoFailure::ALL.iter().enumerate().map(failure);
    std::iter::once(expired).chain(rest).collect()
}
