//! The screen after signing out. Invariant: nothing on it signs in again by itself.

use leptos::prelude::*;

use crate::{i18n::*, paths};

/// "You are signed out".
#[component]
pub fn SignedOut(
    /// Language of the screen.
    locale: Locale,
) -> impl IntoView {
    view! {
        <h1>{td_string!(locale, signed_out.title)}</h1>
        <p>{td_string!(locale, signed_out.text)}</p>
        <a class="button" href=paths::SIGN_IN>
            {td_string!(locale, signed_out.sign_in)}
        </a>
    }
}
