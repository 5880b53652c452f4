//! The page at which the tab of a test run ends. The result is shown in the tab where the test was begun.

use leptos::prelude::*;

use super::wizard_frame::above;
use crate::{
    i18n::*,
    kit::{Page, use_locale},
};

/// The page.
#[component]
pub fn TestedPage() -> impl IntoView {
    let locale = use_locale();
    let close = move |_| {
        // A browser closes only tabs that a script has opened; the words say what to do in any case.
        let _ = window().close();
    };
    view! {
        <Page heading=td_string!(locale, single_sign_on.tested_title) crumbs=above(locale)>
            <p>{td_string!(locale, single_sign_on.tested_text)}</p>
            <p>
                <button class="button" type="button" on:click=close>
                    {td_string!(locale, single_sign_on.close_window)}
                </button>
            </p>
        </Page>
    }
}
