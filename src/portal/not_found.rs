//! An address of the portal at which there is nothing.

use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Page, use_locale},
    paths,
};

/// Says that there is nothing here, and leads home.
#[component]
pub fn NotFound() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, portal.not_found);
    view! {
        <Page title heading=title>
            <p>{td_string!(locale, portal.not_found_text)}</p>
            <p>
                <a href=paths::HOME class="button">
                    {td_string!(locale, portal.go_home)}
                </a>
            </p>
        </Page>
    }
}
