//! The onboarding screen: a plain form. Once hydrated it asks for a name before it is sent, and is sent only once.

use leptos::prelude::*;

use crate::{
    front::{
        field::{LiveField, LiveTextField, focus_first_wrong, whole_form},
        page::OnboardingScreen,
    },
    hydrated::{Hydrated, use_hydrated},
    i18n::*,
    paths,
    ui::{Alert, SubmitButton, idle_again_on_return, named},
};

/// The onboarding screen.
#[component]
pub fn Onboarding(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows.
    screen: OnboardingScreen,
) -> impl IntoView {
    let OnboardingScreen {
        attempt,
        company_name,
        email,
        first_name,
        last_name,
        problems,
    } = screen;
    let first = LiveField::new(locale, "first_name", &first_name, &problems);
    let last = LiveField::new(locale, "last_name", &last_name, &problems);
    let complaint = RwSignal::new(whole_form(locale, &problems, &[first, last]));
    let (first_wrong, last_wrong) = (first.is_wrong(), last.is_wrong());
    let sending = RwSignal::new(false);
    idle_again_on_return(sending);
    let hydrated = StoredValue::new(use_hydrated());
    let submit = move |event: web_sys::SubmitEvent| {
        let mut held = sending.get_untracked();
        if !held && hydrated.try_with_value(Hydrated::get).unwrap_or_default() {
            first.blame_if(first.is_blank() && last.is_blank(), locale);
            last.error.set(None);
            held = focus_first_wrong(&[first]);
        }
        if held {
            event.prevent_default();
        } else {
            sending.set(true);
        }
    };
    view! {
        <h1>{td_string!(locale, onboarding.title)}</h1>
        <p>{td!(locale, onboarding.intro, company = named(company_name.clone()))}</p>
        <form method="post" action=paths::ONBOARDING novalidate on:submit=submit>
            <Alert locale notice=complaint />
            <input type="hidden" name="attempt" value=attempt />
            <dl class="facts">
                <div>
                    <dt>{td_string!(locale, onboarding.address)}</dt>
                    <dd translate="no" dir="auto">{email}</dd>
                </div>
                <div>
                    <dt>{td_string!(locale, onboarding.company)}</dt>
                    <dd translate="no" dir="auto">{company_name.clone()}</dd>
                </div>
            </dl>
            <LiveTextField
                locale
                field=first
                error_id="first_name-error"
                label=td_string!(locale, onboarding.first_name)
                autocomplete="given-name"
                value=first_name
                autofocus=first_wrong
            />
            <LiveTextField
                locale
                field=last
                error_id="last_name-error"
                label=td_string!(locale, onboarding.last_name)
                autocomplete="family-name"
                value=last_name
                autofocus=!first_wrong && last_wrong
                optional=true
                together_with=first
            />
            <p class="fine-print">{td!(locale, onboarding.consequence, company = named(company_name))}</p>
            <SubmitButton busy=sending label=td_string!(locale, onboarding.submit) />
        </form>
        <p class="aside">
            <a href=paths::SIGN_IN>{td_string!(locale, back_to_sign_in)}</a>
        </p>
    }
}
