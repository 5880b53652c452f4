//! The page for what has no better page: nothing here, no entry, or a fault of ours.

use latchkey_contract::ErrorCode;
use leptos::prelude::*;

use crate::{front::page::ErrorScreen, i18n::*, paths, phrases::error_phrase, ui::SupportLine};

/// What happened, what to do, and what support needs.
#[component]
pub fn ErrorPage(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows.
    screen: ErrorScreen,
) -> impl IntoView {
    view! {
        <h1>{title(locale, screen.code)}</h1>
        <p>{error_phrase(locale, screen.code)}</p>
        <a class="button" href=paths::HOME>
            {td_string!(locale, fault.home)}
        </a>
        <SupportLine locale code=screen.code.as_str() request_id=screen.request_id />
    }
}

/// The heading, by what kind of fault it is.
pub fn title(locale: Locale, code: ErrorCode) -> &'static str {
    match code.status() {
        404 | 405 => td_string!(locale, fault.not_found),
        403 => td_string!(locale, fault.forbidden),
        429 | 503 => td_string!(locale, fault.busy),
        _ => td_string!(locale, fault.broken),
    }
}
