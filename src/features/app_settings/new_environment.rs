//! The page on which an environment is made. It goes on to the environment's own.

use latchkey_contract::app_settings::EnvironmentSettings;
use leptos::prelude::*;

use super::{
    current_app::CurrentApp,
    environment_form::{EnvironmentForm, Subject},
    environment_inputs::USUAL_NAMES,
};
use crate::{
    i18n::*,
    kit::{Page, use_locale},
};

/// The page.
#[component]
pub fn NewEnvironment(
    /// The app that gets it.
    app: CurrentApp,
) -> impl IntoView {
    let locale = use_locale();
    let is_free = |name: &&str| {
        app.environments
            .with_untracked(|known| !known.iter().any(|known| known.settings.name == *name))
    };
    let name = USUAL_NAMES.into_iter().find(is_free).unwrap_or_default();
    let settings = EnvironmentSettings {
        name: name.to_owned(),
        ..EnvironmentSettings::default()
    };
    let subject = Subject {
        app,
        existing: None,
        settings: RwSignal::new(settings),
    };
    view! {
        <Page
            heading=td_string!(locale, app_settings.new_title)
            crumbs=Signal::derive(move || app.crumbs(locale))
            lead=td_string!(locale, app_settings.first_person)
        >
            <EnvironmentForm subject reload=Callback::new(|()| ()) />
        </Page>
    }
}
