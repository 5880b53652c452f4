//! What a look at the record of a domain came to, in words: what happened, and what to do next.

use latchkey_contract::email_domains::{DomainCheck, DomainState, EmailDomain, LookupOutcome};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{RelativeTime, format_datetime, use_locale},
    ui::{Callout, Tone},
};

/// An outcome in a word or two.
pub fn outcome_words(locale: Locale, outcome: LookupOutcome) -> &'static str {
    match outcome {
        LookupOutcome::Found => td_string!(locale, email_domains.found),
        LookupOutcome::NotFound => td_string!(locale, email_domains.not_found),
        LookupOutcome::NoResponse => td_string!(locale, email_domains.no_response),
    }
}

/// Says whether the domain is proven, and where it is not, what the last check came to; nothing where nobody has looked yet.
#[component]
pub fn LastCheck(
    /// The domain as it is now.
    domain: EmailDomain,
) -> impl IntoView {
    let locale = use_locale();
    let name = domain.domain.clone();
    match (domain.state, domain.last_check.clone()) {
        (DomainState::Proven | DomainState::ProvenByOperator, _) => view! {
            <Callout tone=Tone::Good title=td_string!(locale, email_domains.proven_title, domain = name)>
                <p>{td_string!(locale, email_domains.proven_text)}</p>
            </Callout>
        }
        .into_any(),
        (_, None) => ().into_any(),
        (_, Some(check)) => {
            let (title, text) = unproven_words(locale, &name, &check);
            let next = next_words(locale, &domain);
            view! {
                <Callout tone=Tone::Warn title>
                    <p>{text}</p>
                    {records(check.records)}
                    <p class="fine-print">
                        {td_string!(locale, email_domains.last_check)}
                        ": "
                        <RelativeTime at=check.at />
                        ". "
                        {next}
                    </p>
                </Callout>
            }
            .into_any()
        }
    }
}

fn unproven_words(locale: Locale, domain: &str, check: &DomainCheck) -> (&'static str, String) {
    match check.outcome {
        LookupOutcome::NoResponse => (
            td_string!(locale, email_domains.no_response_title),
            td_string!(locale, email_domains.no_response_text, domain = domain),
        ),
        _ if check.records.is_empty() => (
            td_string!(locale, email_domains.not_found_title),
            td_string!(locale, email_domains.not_found_text).to_owned(),
        ),
        _ => (
            td_string!(locale, email_domains.other_title),
            td_string!(locale, email_domains.other_text).to_owned(),
        ),
    }
}

fn next_words(locale: Locale, domain: &EmailDomain) -> String {
    match &domain.next_check_at {
        Some(at) => {
            let time = format_datetime(locale, at);
            td_string!(locale, email_domains.next_check, time = time) + "."
        }
        None => td_string!(locale, email_domains.check_for_another_week).to_owned(),
    }
}

/// What stands there instead.
fn records(records: Vec<String>) -> Option<impl IntoView> {
    let items = records.into_iter().map(|record| {
        view! {
            <li>
                <code translate="no">{record}</code>
            </li>
        }
    });
    let items = items.collect_view();
    (!items.is_empty()).then(|| view! { <ul class="domain-records">{items}</ul> })
}
