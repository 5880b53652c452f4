//! A sign-in through the identity provider that did not end in a session: what happened, what to do, and a way back
//! that still knows the username.

use latchkey_contract::sign_in::SsoFailure;
use leptos::prelude::*;

use crate::{
    front::page::SsoFailedScreen,
    i18n::*,
    paths,
    ui::{SupportLine, named},
};

/// The page of a failed sign-in through the identity provider.
#[component]
pub fn SsoFailed(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows.
    screen: SsoFailedScreen,
) -> impl IntoView {
    let company = screen
        .company_name
        .unwrap_or_else(|| td_string!(locale, sso_failed.your_company).to_owned());
    let (happened, next) = phrases(locale, screen.failure, NAME);
    let [happened, next] = [happened, next].map(|phrase| with_name(&phrase, &company));
    let retry = (screen.failure.is_worth_retrying() && !screen.username.is_empty()).then(|| {
        view! {
            <form method="post" action=paths::SIGN_IN>
                <input type="hidden" name="username" value=screen.username />
                {screen.return_to.map(|path| view! { <input type="hidden" name="return_to" value=path /> })}
                <button class="button" type="submit">
                    {td_string!(locale, sso_failed.retry)}
                </button>
            </form>
        }
    });
    // Where a company's set-up may be at fault, and not the person.
    let recover = matches!(
        screen.failure,
        SsoFailure::Unavailable
            | SsoFailure::Misconfigured
            | SsoFailure::AnswerRefused
            | SsoFailure::ClaimsMissing
    );
    let recover = recover.then(|| {
        view! {
            <p class="aside">
                <a href=paths::RECOVER>{td_string!(locale, sso_failed.recover)}</a>
            </p>
        }
    });
    let back_class = if retry.is_some() { "button quiet" } else { "button" };
    view! {
        <h1>{td_string!(locale, sso_failed.title)}</h1>
        <p>{happened}</p>
        <p>{next}</p>
        {retry}
        <a class=back_class href=screen.back>
            {td_string!(locale, back_to_sign_in)}
        </a>
        {recover}
        <SupportLine locale code=code(screen.failure) request_id=screen.request_id />
    }
}

/// Stands in the place of the company's name until the sentence is there.
const NAME: &str = "\u{1}";

/// The phrase with `name` in it, wherever it has [`NAME`].
fn with_name(phrase: &str, name: &str) -> impl IntoView + use<> {
    let parts = phrase.split(NAME).enumerate().map(|(index, part)| {
        let before = (index > 0).then(|| named(name.to_owned()));
        view! { {before} {part.to_owned()} }
    });
    parts.collect_view()
}

/// What happened, and what to do.
pub fn phrases(locale: Locale, failure: SsoFailure, company: &str) -> (String, String) {
    macro_rules! phrase {
        ($key:ident) => {
            td_string!(locale, sso_failed.$key).to_owned()
        };
        ($key:ident of company) => {
            td_string!(locale, sso_failed.$key, company = company)
        };
    }
    match failure {
        SsoFailure::Cancelled => (phrase!(cancelled of company), phrase!(cancelled_next of company)),
        SsoFailure::Unavailable => (phrase!(unavailable of company), phrase!(unavailable_next)),
        SsoFailure::Misconfigured => (
            phrase!(misconfigured of company),
            phrase!(misconfigured_next of company),
        ),
        SsoFailure::AnswerRefused => (
            phrase!(answer_refused of company),
            phrase!(answer_refused_next of company),
        ),
        SsoFailure::Expired => (phrase!(expired), phrase!(expired_next)),
        SsoFailure::UnknownAttempt => (phrase!(unknown_attempt), phrase!(unknown_attempt_next)),
        SsoFailure::SwitchedOff => (phrase!(switched_off of company), phrase!(switched_off_next)),
        SsoFailure::ClaimsMissing => (
            phrase!(claims_missing of company),
            phrase!(claims_missing_next of company),
        ),
        SsoFailure::AddressNotVerified => (
            phrase!(address_not_verified of company),
            phrase!(address_not_verified_next of company),
        ),
        SsoFailure::ForeignDomain => (
            phrase!(foreign_domain of company),
            phrase!(foreign_domain_next of company),
        ),
        SsoFailure::AccountConflict => (
            phrase!(account_conflict),
            phrase!(account_conflict_next of company),
        ),
        SsoFailure::AccountDeactivated => (
            phrase!(account_deactivated),
            phrase!(account_deactivated_next of company),
        ),
        SsoFailure::AnotherPerson => (phrase!(another_person of company), phrase!(another_person_next)),
        SsoFailure::NoAccountToTest => (phrase!(no_account_to_test), phrase!(no_account_to_test_next)),
    }
}

/// The failure as support knows it: its name in the contract.
fn code(failure: SsoFailure) -> &'static str {
    match failure {
        SsoFailure::Cancelled => "sso_cancelled",
        SsoFailure::Unavailable => "sso_unavailable",
        SsoFailure::Misconfigured => "sso_misconfigured",
        SsoFailure::AnswerRefused => "sso_answer_refused",
        SsoFailure::Expired => "sso_expired",
        SsoFailure::UnknownAttempt => "sso_unknown_attempt",
        SsoFailure::SwitchedOff => "sso_switched_off",
        SsoFailure::ClaimsMissing => "sso_claims_missing",
        SsoFailure::AddressNotVerified => "sso_address_not_verified",
        SsoFailure::ForeignDomain => "sso_foreign_domain",
        SsoFailure::AccountConflict => "sso_account_conflict",
        SsoFailure::AccountDeactivated => "sso_account_deactivated",
        SsoFailure::AnotherPerson => "sso_another_person",
        SsoFailure::NoAccountToTest => "sso_no_account_to_test",
    }
}
