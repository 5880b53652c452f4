//! Acme's email domains, one in each state. What is added, checked and removed is remembered.

use std::sync::{Arc, Mutex};

use latchkey_contract::{
    Empty, ErrorCode,
    email_domains::{
        CheckEmailDomain, CreateEmailDomain, DeleteEmailDomain, DomainCheck, DomainState, EmailDomain,
        EmailDomainDeletion, GetEmailDomainDeletion, ListEmailDomains, LookupOutcome, TxtRecord,
        create_email_domain, list_email_domains,
    },
};

use crate::{FakeBackend, MockResponse, page_of};

/// A domain that is another company's.
pub const TAKEN: &str = "globex.example";

type Kept = Arc<Mutex<Vec<EmailDomain>>>;

/// From now on these are Acme's domains. Each check finds the record.
pub fn kept_domains(backend: &FakeBackend, domains: Vec<EmailDomain>) {
    let kept: Kept = Arc::new(Mutex::new(domains));
    let listed = kept.clone();
    backend.on::<ListEmailDomains>(move |list_email_domains::Request { query }| {
        let domains = listed.lock().expect("one thread");
        page_of(
            &domains,
            &query,
            |domain, _| domain.domain.clone(),
            |domain| vec![domain.domain.clone()],
        )
    });
    let added = kept.clone();
    backend.on::<CreateEmailDomain>(move |request| add(&added, &request.domain));
    let checked = kept.clone();
    backend.on::<CheckEmailDomain>(move |request| {
        let mut domains = checked.lock().expect("one thread");
        let Some(domain) = domains.iter_mut().find(|known| known.domain == request.domain) else {
            return MockResponse::refused(ErrorCode::NotFound);
        };
        *domain = proven(&domain.domain);
        MockResponse::Success(domain.clone())
    });
    backend.on::<GetEmailDomainDeletion>(|request| {
        let is_federated = request.domain == "acme.example";
        MockResponse::Success(EmailDomainDeletion {
            people: if is_federated { 60 } else { 0 },
            is_federated,
            mailed: if is_federated { 12 } else { 0 },
            is_needed: false,
        })
    });
    backend.on::<DeleteEmailDomain>(move |request| {
        let mut domains = kept.lock().expect("one thread");
        domains.retain(|known| known.domain != request.domain);
        MockResponse::Success(Empty {})
    });
}

/// What the platform would refuse is refused, as far as the samples go.
fn add(kept: &Kept, typed: &str) -> MockResponse<create_email_domain::Response> {
    let refused = |code| MockResponse::refused_at(code, "domain");
    let name = typed.rsplit('@').next().unwrap_or_default().to_lowercase();
    let mut domains = kept.lock().expect("one thread");
    match name.as_str() {
        "gmail.com" => return refused(ErrorCode::EmailDomainPublicMail),
        "co.uk" => return refused(ErrorCode::EmailDomainPublicSuffix),
        TAKEN => return refused(ErrorCode::EmailDomainTaken),
        name if domains.iter().any(|known| known.domain == name) => {
            return refused(ErrorCode::EmailDomainPresent);
        }
        name if !name.contains('.') => return refused(ErrorCode::EmailDomainMalformed),
        _ => {}
    }
    let domain = waiting(&name, None);
    domains.push(domain.clone());
    MockResponse::Success(create_email_domain::Response {
        domain,
        is_from_address: typed.contains('@'),
    })
}

/// One in each state, and one after each outcome of a check.
pub fn domains() -> Vec<EmailDomain> {
    let other = vec!["v=spf1 include:_spf.acme.example -all".to_owned()];
    vec![
        EmailDomain {
            state: DomainState::ProvenByOperator,
            record: None,
            last_check: None,
            ..proven("acme.example")
        },
        proven("acme-labs.example"),
        waiting("acme.co.uk", None),
        waiting(
            "research.acme.de",
            Some(check(LookupOutcome::NotFound, Vec::new())),
        ),
        waiting("acme.fr", Some(check(LookupOutcome::NotFound, other))),
        waiting("acme.jp", Some(check(LookupOutcome::NoResponse, Vec::new()))),
        EmailDomain {
            state: DomainState::GivenUp,
            next_check_at: None,
            ..waiting("acme.se", Some(check(LookupOutcome::NotFound, Vec::new())))
        },
    ]
}

/// `count` proven domains.
pub fn many_domains(count: usize) -> Vec<EmailDomain> {
    let name = |number: usize| format!("acme-{number:03}.example");
    (1..=count).map(|number| proven(&name(number))).collect()
}

/// A domain that DNS has proven.
pub fn proven(domain: &str) -> EmailDomain {
    EmailDomain {
        domain: domain.to_owned(),
        in_letters: None,
        state: DomainState::Proven,
        proven_at: Some("2026-11-20T09:00:00Z".to_owned()),
        record: Some(record(domain)),
        last_check: Some(check(LookupOutcome::Found, Vec::new())),
        next_check_at: None,
        missing_since: None,
    }
}

/// A domain whose record was not found yet.
pub fn waiting(domain: &str, last_check: Option<DomainCheck>) -> EmailDomain {
    EmailDomain {
        domain: domain.to_owned(),
        in_letters: None,
        state: DomainState::Waiting,
        proven_at: None,
        record: Some(record(domain)),
        last_check,
        next_check_at: Some("2026-11-20T13:00:00Z".to_owned()),
        missing_since: None,
    }
}

/// A look at the record.
pub fn check(outcome: LookupOutcome, records: Vec<String>) -> DomainCheck {
    DomainCheck {
        at: "2026-11-20T09:00:00Z".to_owned(),
        outcome,
        records,
    }
}

fn record(domain: &str) -> TxtRecord {
    let host = domain.strip_suffix(".acme.de").map(|host| [".", host].concat());
    TxtRecord {
        name: ["_latchkey-challenge.", domain].concat(),
        name_in_zone: ["_latchkey-challenge", host.as_deref().unwrap_or_default()].concat(),
        value: "latchkey-domain-verification=k3yf0bQm1Zr8sTnUe5wXc7LpVd2Ja9HgYoB4RiE6NtA".to_owned(),
    }
}
