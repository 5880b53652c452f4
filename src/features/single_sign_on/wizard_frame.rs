//! What stands around each step of the wizard: the pages above it, and the three steps.

use latchkey_contract::sso_configurations::{GetSsoConfiguration, SsoConfiguration, get_sso_configuration};
use leptos::prelude::*;

use super::wizard_steps::{Progress, WizardStep};
use crate::{
    api::ApiError,
    i18n::*,
    kit::{use_current_guest, use_locale, use_param, use_session_client},
    paths,
    ui::{Crumb, Step, StepState, Stepper},
};

/// The pages above one of single sign-on. For a guest there are none.
pub fn crumbs(locale: Locale) -> Vec<Crumb> {
    if use_current_guest().is_there_untracked() {
        return Vec::new();
    }
    vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.security)),
    ]
}

/// The pages above a step.
pub fn above(locale: Locale) -> Vec<Crumb> {
    let mut crumbs = crumbs(locale);
    crumbs.push(Crumb::page(
        td_string!(locale, single_sign_on.title),
        paths::SINGLE_SIGN_ON,
    ));
    crumbs
}

/// The configuration that the page's address names.
pub fn use_configuration() -> LocalResource<Result<SsoConfiguration, ApiError>> {
    let client = use_session_client();
    let id = use_param("configuration");
    LocalResource::new(move || {
        let (client, configuration) = (client.clone(), id.get());
        async move {
            let request = get_sso_configuration::Request { configuration };
            client.call::<GetSsoConfiguration>(&request).await
        }
    })
}

/// What the configuration is called, once it is known.
pub fn name_of(
    locale: Locale,
    configuration: LocalResource<Result<SsoConfiguration, ApiError>>,
) -> Signal<String> {
    Signal::derive(move || match configuration.get() {
        Some(Ok(configuration)) => configuration.connection.name,
        _ => td_string!(locale, single_sign_on.edit_title).to_owned(),
    })
}

/// What a step is called in the browser's tab and history, where the pages of all three are headed by the configuration.
pub fn title_of(locale: Locale, step: WizardStep, name: Signal<String>) -> Signal<String> {
    Signal::derive(move || [step_name(locale, step), ": ", &name.get()].concat())
}

fn step_name(locale: Locale, step: WizardStep) -> &'static str {
    match step {
        WizardStep::Connect => td_string!(locale, single_sign_on.connect),
        WizardStep::Test => td_string!(locale, single_sign_on.test),
        WizardStep::Map => td_string!(locale, single_sign_on.map),
    }
}

/// Where a step of a stored configuration is.
pub fn address(step: WizardStep, id: &str) -> String {
    match step {
        WizardStep::Connect => paths::sso_connect(id),
        WizardStep::Test => paths::sso_test(id),
        WizardStep::Map => paths::sso_map(id),
    }
}

/// The three steps, and which one this is.
#[component]
pub fn Steps(
    /// How far the configuration is.
    progress: Progress,
    /// The step that is shown.
    now: WizardStep,
    /// The configuration, where one is stored: what is in reach then leads there.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let locale = use_locale();
    let steps = WizardStep::ALL.map(|step| Step {
        label: step_name(locale, step).to_owned(),
        state: match step {
            step if step == now => StepState::Now,
            step if progress.is_done(step) => StepState::Done,
            _ => StepState::Waiting,
        },
        href: (!id.is_empty() && step != now && progress.may_enter(step)).then(|| address(step, &id)),
        detail: None,
    });
    view! {
        <Stepper
            locale
            label=td_string!(locale, single_sign_on.steps)
            steps=Signal::stored(Vec::from(steps))
        />
    }
}
