//! The onboarding screen: a plain form; awake it only shows progress and refuses to be sent twice.

use leptos::prelude::*;

use crate::{
    api::ApiError,
    front::page::OnboardingScreen,
    i18n::*,
    paths,
    phrases::{notice, problem_phrase},
    ui::{Alert, FieldError, SubmitButton, idle_again_on_return},
};

/// The onboarding screen.
#[component]
pub fn Onboarding(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows.
    screen: OnboardingScreen,
) -> impl IntoView {
    let sending = RwSignal::new(false);
    idle_again_on_return(sending);
    let submit = move |event: web_sys::SubmitEvent| {
        if sending.get_untracked() {
            event.prevent_default();
        }
        sending.set(true);
    };
    let OnboardingScreen {
        attempt,
        company_name,
        email,
        first_name,
        last_name,
        problem,
    } = screen;
    let problem = problem.map(ApiError::from);
    let message_at = |name: &str| match &problem {
        Some(error @ ApiError::Refused(refusal)) if refusal.field.as_deref() == Some(name) => {
            Some(problem_phrase(locale, error))
        }
        _ => None,
    };
    let (first_error, last_error) = (message_at("first_name"), message_at("last_name"));
    let complaint = problem
        .as_ref()
        .filter(|_| first_error.is_none() && last_error.is_none());
    let complaint = RwSignal::new(complaint.map(|error| notice(locale, error)));
    view! {
        <h1>{td_string!(locale, onboarding.title)}</h1>
        <p>{td_string!(locale, onboarding.intro, company = company_name.clone())}</p>
        <form method="post" action=paths::ONBOARDING novalidate on:submit=submit>
            <Alert locale notice=complaint />
            <input type="hidden" name="attempt" value=attempt />
            <dl class="facts">
                <div>
                    <dt>{td_string!(locale, onboarding.address)}</dt>
                    <dd translate="no">{email}</dd>
                </div>
                <div>
                    <dt>{td_string!(locale, onboarding.company)}</dt>
                    <dd translate="no">{company_name.clone()}</dd>
                </div>
            </dl>
            <NameField
                name="first_name"
                label=td_string!(locale, onboarding.first_name)
                autocomplete="given-name"
                value=first_name
                error=first_error
            />
            <NameField
                name="last_name"
                label=td_string!(locale, onboarding.last_name)
                autocomplete="family-name"
                value=last_name
                error=last_error
            />
            <p class="fine-print">{td_string!(locale, onboarding.consequence, company = company_name)}</p>
            <SubmitButton busy=sending label=td_string!(locale, onboarding.submit) />
        </form>
        <p class="aside">
            <a href=paths::SIGN_IN>{td_string!(locale, back_to_sign_in)}</a>
        </p>
    }
}

#[component]
fn NameField(
    name: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    value: String,
    error: Option<String>,
) -> impl IntoView {
    let error_id = if name == "first_name" {
        "first_name-error"
    } else {
        "last_name-error"
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <div class="cell">
                <input
                    id=name
                    name=name
                    type="text"
                    maxlength="100"
                    autocomplete=autocomplete
                    value=value
                    autofocus=error.is_some()
                    aria-describedby=error_id
                    aria-invalid=error.is_some().then_some("true")
                />
            </div>
            <FieldError id=error_id message=RwSignal::new(error) />
        </div>
    }
}
