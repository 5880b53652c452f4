//! What stands in the place of settings that are not there, or not for this person: the two look alike.

use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Page, use_locale},
    paths,
    ui::{Crumb, EmptyKind, EmptyState},
};

/// An app that there is not, or that one does not manage.
#[component]
pub fn MissingApp() -> impl IntoView {
    let locale = use_locale();
    view! {
        <Page heading=td_string!(locale, app_settings.missing_title)>
            <EmptyState kind=EmptyKind::Forbidden text=td_string!(locale, app_settings.missing)>
                <a class="button" href=paths::HOME>
                    {td_string!(locale, portal.go_home)}
                </a>
            </EmptyState>
        </Page>
    }
}

/// An environment that the app does not have.
#[component]
pub fn MissingEnvironment(
    /// The pages above.
    crumbs: Vec<Crumb>,
    /// Where the others are.
    environments: String,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <Page heading=td_string!(locale, app_settings.missing_environment_title) crumbs>
            <EmptyState kind=EmptyKind::Forbidden text=td_string!(locale, app_settings.missing_environment)>
                <a class="button" href=environments>
                    {td_string!(locale, app_settings.back)}
                </a>
            </EmptyState>
        </Page>
    }
}
