//! One page of the front door: the platform's name and a card with the screen.

use leptos::{either::EitherOf3, prelude::*};

use super::page::{FrontPage, Screen};
use crate::{
    features::{onboarding::Onboarding, sign_in::SignIn},
    i18n::Locale,
};

/// See the module.
#[component]
pub fn FrontDoor(
    /// Everything that the page shows.
    page: FrontPage,
) -> impl IntoView {
    let locale = Locale::from(page.language);
    let screen = match page.screen {
        Screen::SignIn(screen) => EitherOf3::A(view! { <SignIn locale screen /> }),
        Screen::Onboarding(screen) => EitherOf3::B(view! { <Onboarding locale screen /> }),
        screen => EitherOf3::C(still_screen(locale, screen)),
    };
    view! {
        <div class="front">
            <header class="brand">{page.platform_name}</header>
            <main class="card">{screen}</main>
        </div>
    }
}

/// The screens on which the browser has nothing to do but show them.
#[cfg(feature = "ssr")]
fn still_screen(locale: Locale, screen: Screen) -> AnyView {
    use crate::features::{fault::Fault, leaving::Leaving, signed_out::SignedOut, sso_failed::SsoFailed};

    match screen {
        // Live screens; the caller has taken them out.
        Screen::SignIn(_) | Screen::Onboarding(_) => ().into_any(),
        Screen::SignedOut => view! { <SignedOut locale /> }.into_any(),
        Screen::Leaving(screen) => view! { <Leaving locale screen /> }.into_any(),
        Screen::SsoFailed(screen) => view! { <SsoFailed locale screen /> }.into_any(),
        Screen::Fault(screen) => view! { <Fault locale screen /> }.into_any(),
    }
}

/// Pages with these screens carry no script, so the browser's bundle does not carry the screens.
#[cfg(not(feature = "ssr"))]
fn still_screen(_locale: Locale, _screen: Screen) -> Option<()> {
    None
}
