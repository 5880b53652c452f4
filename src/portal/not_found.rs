//! An address of the portal at which there is nothing.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{language::use_locale, page::Page};
use crate::{i18n::*, paths};

/// See the module.
#[component]
pub fn NotFound() -> impl IntoView {
    let locale = use_locale();
    view! {
        <Page title=td_string!(locale, portal.not_found) heading=td_string!(locale, portal.not_found)>
            <p>{td_string!(locale, portal.not_found_text)}</p>
            <p>
                <A href=paths::HOME attr:class="button">
                    {td_string!(locale, portal.go_home)}
                </A>
            </p>
        </Page>
    }
}
