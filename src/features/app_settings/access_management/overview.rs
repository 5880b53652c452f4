//! "Access Management": the environments of the app, each with the way to its people.

use latchkey_contract::app_settings::Environment;
use leptos::prelude::*;

use super::super::current_app::use_current_app;
use crate::{
    features::app_settings::{environment_list::EnvironmentList, environment_row::state_badge},
    i18n::*,
    kit::{Page, use_locale},
    paths,
    ui::{EmptyKind, EmptyState, icon},
};

/// The page.
#[component]
pub fn AccessManagementPage() -> impl IntoView {
    let locale = use_locale();
    let app = use_current_app();
    let slug = StoredValue::new(app.slug());
    let row = Callback::new(move |environment| row(locale, &slug.get_value(), environment).into_any());
    view! {
        <Page
            heading=td_string!(locale, access_management.title)
            crumbs=Signal::derive(move || app.crumbs(locale))
            lead=td_string!(locale, access_management.lead)
        >
            <Show when=move || app.environments.with(Vec::is_empty)>
                <EmptyState
                    kind=EmptyKind::NothingYet
                    icon=icon::APP
                    text=td_string!(locale, access_management.no_environment)
                >
                    <a class="button" href=paths::new_environment(&slug.get_value())>
                        {td_string!(locale, app_settings.new_environment)}
                    </a>
                </EmptyState>
            </Show>
            <EnvironmentList app label=td_string!(locale, app_settings.environments) row />
        </Page>
    }
}

fn row(locale: Locale, slug: &str, environment: Environment) -> impl IntoView + use<> {
    let is_archived = environment.archived_at.is_some();
    let state = state_badge(locale, &environment.settings, is_archived);
    let name = environment.settings.name;
    let invite = (!is_archived).then(|| {
        view! {
            <a class="button quiet dense" href=paths::invite_users(slug, &environment.id)>
                {td_string!(locale, access_management.invite_users)}
                <span class="unseen" translate="no">
                    " "
                    {name.clone()}
                </span>
            </a>
        }
    });
    view! {
        <li class="account-row">
            <div class="account-facts">
                <p class="account-name" translate="no">
                    <bdi>{name.clone()}</bdi>
                </p>
                <p translate="no">
                    <bdi>{environment.settings.url}</bdi>
                </p>
            </div>
            <div class="access-actions">
                {state}
                <a class="button quiet dense" href=paths::environment_people(slug, &environment.id)>
                    {td_string!(locale, access_management.manage_users)}
                    <span class="unseen" translate="no">
                        " "
                        {name}
                    </span>
                </a>
                {invite}
            </div>
        </li>
    }
}
