//! On the way to the identity provider, for forms that were posted without WebAssembly. The page goes on by itself
//! (`<meta http-equiv="refresh">`, put in by the server); the link is for whom it does not.

use leptos::prelude::*;

use crate::{front::page::LeavingScreen, i18n::*, ui::named};

/// "Continue to …".
#[component]
pub fn Leaving(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows: the page that the browser leaves for.
    screen: LeavingScreen,
) -> impl IntoView {
    view! {
        <h1>{td_string!(locale, leaving.title)}</h1>
        <p>{td_string!(locale, leaving.text)}</p>
        <a class="button" href=screen.redirect_to>
            {td!(locale, leaving.go_on, host = named(screen.host))}
        </a>
    }
}
