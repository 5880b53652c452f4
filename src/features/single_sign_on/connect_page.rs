//! The pages of the wizard's first step: of a new configuration, and of one that is stored.

use latchkey_contract::{
    Empty,
    sso_configurations::{ConfigurationStatus, ListSsoConfigurations, SsoConfiguration},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    active_configuration::ActiveConnection,
    connect_form::{self, ConnectForm},
    requirements::Requirements,
    wizard_frame::{Steps, above, name_of, title_of, use_configuration},
    wizard_steps::{Progress, WizardStep},
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, focus_heading, form_drafts::FormDrafts, use_locale, use_session_client},
    paths,
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
    // Whoever comes back to what was typed has read what is needed.
    let drafts = use_context::<FormDrafts>();
    let is_begun = RwSignal::new(drafts.is_some_and(|drafts| drafts.waits_for(connect_form::NAME)));
    let saved = use_saved();
    let go_on = Callback::new(move |()| {
        is_begun.set(true);
        // The button goes with what was read.
        focus_heading();
    });
    view! {
        <Page heading=td_string!(locale, single_sign_on.new_title) crumbs=above(locale)>
            <Loaded resource=overview let:overview>
                {
                    let addresses = overview.addresses;
                    move || match is_begun.get() {
                        false => view! { <Requirements go_on=go_on /> }.into_any(),
                        true => {
                            let addresses = addresses.clone();
                            view! {
                                <Steps progress=Progress::default() now=WizardStep::Connect />
                                <ConnectForm stored=None addresses saved reload=Callback::new(|()| ()) />
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
    let configuration = use_configuration();
    let reload = Callback::new(move |()| configuration.refetch());
    let saved = use_saved();
    let name = name_of(locale, configuration);
    view! {
        <Page heading=name title=title_of(locale, WizardStep::Connect, name) crumbs=above(locale)>
            <Loaded resource=configuration let:configuration>
                <Stored configuration saved reload />
            </Loaded>
        </Page>
    }
}

#[component]
fn Stored(configuration: SsoConfiguration, saved: Callback<String>, reload: Callback<()>) -> impl IntoView {
    let progress = Progress::of(&configuration);
    let addresses = configuration.addresses.clone();
    let id = configuration.id.clone();
    let body = match configuration.status {
        ConfigurationStatus::Active => view! { <ActiveConnection configuration reload /> }.into_any(),
        ConfigurationStatus::Draft | ConfigurationStatus::Tested => {
            view! { <ConnectForm stored=Some(configuration) addresses saved reload /> }.into_any()
        }
    };
    view! {
        <Steps progress now=WizardStep::Connect id />
        {body}
    }
}

/// Goes on to the test once it is saved.
fn use_saved() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |id: String| navigate(&paths::sso_test(&id), Default::default()))
}
