//! The pages of the wizard's first step: of a new configuration, and of one that is stored.

use latchkey_contract::{
    Empty,
    sso_configurations::{
        GetSsoConfiguration, ListSsoConfigurations, SsoConfiguration, get_sso_configuration,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    connect_form::ConnectForm,
    overview::crumbs,
    requirements::Requirements,
    wizard_steps::{Progress, WizardStep},
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, use_locale, use_param, use_session_client},
    paths,
    ui::{Crumb, Step, StepState, Stepper, Toast, use_toasts},
};

/// A new configuration: what is needed first, then the form.
#[component]
pub fn NewSsoConfigurationPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let overview = LocalResource::new(move || {
        let client = client.clone();
        async move { client.call::<ListSsoConfigurations>(&Empty {}).await }
    });
    let is_begun = RwSignal::new(false);
    let saved = use_saved(locale);
    view! {
        <Page heading=td_string!(locale, single_sign_on.new_title) crumbs=above(locale)>
            <Loaded resource=overview let:overview>
                {
                    let redirect_url = overview.addresses.redirect_url;
                    move || match is_begun.get() {
                        false => view! { <Requirements go_on=Callback::new(move |()| is_begun.set(true)) /> }.into_any(),
                        true => {
                            let redirect_url = redirect_url.clone();
                            view! {
                                <Steps progress=Progress::default() now=WizardStep::Connect />
                                <ConnectForm stored=None redirect_url saved reload=Callback::new(|()| ()) />
                            }
                            .into_any()
                        }
                    }
                }
            </Loaded>
        </Page>
    }
}

/// A configuration that is stored.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let id = use_param("configuration");
    let configuration = LocalResource::new(move || {
        let (client, configuration) = (client.clone(), id.get());
        async move {
            let request = get_sso_configuration::Request { configuration };
            client.call::<GetSsoConfiguration>(&request).await
        }
    });
    let reload = Callback::new(move |()| configuration.refetch());
    let saved = use_saved(locale);
    let name = move || match configuration.get() {
        Some(Ok(configuration)) => configuration.connection.name,
        _ => td_string!(locale, single_sign_on.edit_title).to_owned(),
    };
    view! {
        <Page heading=Signal::derive(name) crumbs=above(locale)>
            <Loaded resource=configuration let:configuration>
                <Stored configuration saved reload />
            </Loaded>
        </Page>
    }
}

#[component]
fn Stored(configuration: SsoConfiguration, saved: Callback<String>, reload: Callback<()>) -> impl IntoView {
    let progress = Progress::of(&configuration);
    let redirect_url = configuration.addresses.redirect_url.clone();
    view! {
        <Steps progress now=WizardStep::Connect />
        <ConnectForm stored=Some(configuration) redirect_url saved reload />
    }
}

fn above(locale: Locale) -> Vec<Crumb> {
    let mut crumbs = crumbs(locale);
    crumbs.push(Crumb::page(
        td_string!(locale, single_sign_on.title),
        paths::SINGLE_SIGN_ON,
    ));
    crumbs
}

/// Goes back to the overview once it is saved, and says so.
fn use_saved(locale: Locale) -> Callback<String> {
    let (toasts, navigate) = (use_toasts(), use_navigate());
    Callback::new(move |_id| {
        toasts.show(Toast::good(
            td_string!(locale, single_sign_on.draft_saved).to_owned(),
        ));
        navigate(paths::SINGLE_SIGN_ON, Default::default());
    })
}

/// The three steps, and which one this is.
#[component]
fn Steps(progress: Progress, now: WizardStep) -> impl IntoView {
    let locale = use_locale();
    let steps = WizardStep::ALL.map(|step| Step {
        label: match step {
            WizardStep::Connect => td_string!(locale, single_sign_on.connect),
            WizardStep::Test => td_string!(locale, single_sign_on.test),
            WizardStep::Map => td_string!(locale, single_sign_on.map),
        }
        .to_owned(),
        state: match step {
            step if step == now => StepState::Now,
            step if progress.is_done(step) => StepState::Done,
            _ => StepState::Waiting,
        },
        href: None,
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
