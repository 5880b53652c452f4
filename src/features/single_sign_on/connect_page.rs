//! The pages of the wizard's first step: of a new configuration, and of one that is stored.

use latchkey_contract::{
    Empty,
    sso_configurations::{ListSsoConfigurations, SsoConfiguration},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    connect_form::ConnectForm,
    requirements::Requirements,
    wizard_frame::{Steps, above, name_of, use_configuration},
    wizard_steps::{Progress, WizardStep},
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, use_locale, use_session_client},
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
    let is_begun = RwSignal::new(false);
    let saved = use_saved();
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
    let configuration = use_configuration();
    let reload = Callback::new(move |()| configuration.refetch());
    let saved = use_saved();
    let name = name_of(locale, configuration);
    view! {
        <Page heading=name crumbs=above(locale)>
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
        <Steps progress now=WizardStep::Connect id=configuration.id.clone() />
        <ConnectForm stored=Some(configuration) redirect_url saved reload />
    }
}

/// Goes on to the test once it is saved.
fn use_saved() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |id: String| navigate(&paths::sso_test(&id), Default::default()))
}
