//! What the portal's entry page shows where the portal does not come: what happened, **Reload**, and the way out as a form that needs
//! neither WebAssembly nor JavaScript. Invariant: the portal takes the place of all of it, also when it comes late.

use leptos::prelude::*;

use crate::{i18n::*, paths};

/// The script of `portal.html` shows it, by these identifiers.
#[component]
pub fn PortalFallback(
    /// Language of the page.
    locale: Locale,
    /// What the platform is called.
    platform_name: String,
) -> impl IntoView {
    let sign_out = move || {
        view! {
            <form method="post" action=paths::CONFIRM_SIGN_OUT>
                <button class="button quiet" type="submit">
                    {td_string!(locale, portal.sign_out)}
                </button>
            </form>
        }
    };
    view! {
        // As the portal's frame begins, so that nothing jumps when it comes.
        <header class="bar">
            <a class="brand" translate="no" href=paths::HOME>
                {platform_name}
            </a>
        </header>
        <div class="progress" role="progressbar" aria-label=td_string!(locale, portal.loading)></div>
        <main id="fallback" class="fallback" hidden>
            <h1>{td_string!(locale, portal_fallback.title)}</h1>
            <div role="alert">
                <p id="fallback-failed" hidden>{td_string!(locale, portal_fallback.failed)}</p>
                <p id="fallback-forbidden" hidden>{td_string!(locale, portal_fallback.forbidden)}</p>
            </div>
            <button id="fallback-reload" class="button" type="button">
                {td_string!(locale, portal_fallback.reload)}
            </button>
            {sign_out()}
        </main>
        <div class="waiting">
            <p>{td_string!(locale, portal.loading)}</p>
            <span class="bone"></span>
            <span class="bone"></span>
            <span class="bone"></span>
        </div>
        <noscript>
            <main class="fallback">
                <h1>{td_string!(locale, portal_fallback.title)}</h1>
                <p>{td_string!(locale, portal_fallback.no_script)}</p>
                {sign_out()}
            </main>
        </noscript>
    }
}
