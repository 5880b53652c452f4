//! One page of the front door: the platform's name and a card with the screen.

use leptos::{either::EitherOf5, prelude::*};

use super::page::{FrontPage, Screen};
use crate::{
    features::{choose_password::ChoosePassword, consent::Consent, onboarding::Onboarding, sign_in::SignIn},
    i18n::Locale,
};

/// The platform's name and a card with the screen.
#[component]
pub fn FrontDoor(
    /// Everything that the page shows.
    page: FrontPage,
) -> impl IntoView {
    let locale = Locale::from(page.language);
    let screen = match page.screen {
        Screen::SignIn(screen) => EitherOf5::A(view! { <SignIn locale screen /> }),
        Screen::Onboarding(screen) => EitherOf5::B(view! { <Onboarding locale screen /> }),
        Screen::ChoosePassword(screen) => EitherOf5::C(view! { <ChoosePassword locale screen /> }),
        Screen::Consent(screen) => EitherOf5::D(view! { <Consent locale screen /> }),
        screen => EitherOf5::E(still_screen(locale, screen)),
    };
    view! { <Card platform_name=page.platform_name screen /> }
}

/// The platform's name, and a card with the screen.
#[component]
pub fn Card<Screen: IntoView>(
    /// What the platform is called.
    platform_name: String,
    /// The screen.
    screen: Screen,
) -> impl IntoView {
    view! {
        <div class="front">
            <header class="brand" translate="no">{platform_name}</header>
            <main class="card">{screen}</main>
        </div>
    }
}

/// The screens on which the browser has nothing to do but show them.
#[cfg(any(feature = "ssr", feature = "gallery"))]
fn still_screen(locale: Locale, screen: Screen) -> AnyView {
    use crate::features::{
        address_change::AddressChange,
        app_problem::AppProblem,
        ask_for_link::AskForLink,
        check_mail::CheckMail,
        choose_account::ChooseAccount,
        confirm_sign_out::ConfirmSignOut,
        cookies_needed::CookiesNeeded,
        error_page::ErrorPage,
        going_on::{FormPost, GoingOn},
        invitation::Invitation,
        leaving::Leaving,
        link_failed::LinkFailed,
        mismatch::Mismatch,
        no_access::NoAccess,
        not_set_up::NotSetUp,
        recovery::Recovery,
        second_account::SecondAccount,
        second_step::SecondStep,
        signed_out::SignedOut,
        sso_failed::SsoFailed,
        sso_set_up::{SsoSetUp, SsoSetUpOver},
    };

    match screen {
        // Live screens; the caller has taken them out.
        Screen::SignIn(_) | Screen::Onboarding(_) | Screen::ChoosePassword(_) | Screen::Consent(_) => {
            ().into_any()
        }
        Screen::NotSetUp => view! { <NotSetUp locale /> }.into_any(),
        Screen::SignedOut => view! { <SignedOut locale /> }.into_any(),
        Screen::Leaving(screen) => view! { <Leaving locale screen /> }.into_any(),
        Screen::Mismatch(screen) => view! { <Mismatch locale screen /> }.into_any(),
        Screen::ChooseAccount(screen) => view! { <ChooseAccount locale screen /> }.into_any(),
        Screen::SecondAccount(screen) => view! { <SecondAccount locale screen /> }.into_any(),
        Screen::SsoFailed(screen) => view! { <SsoFailed locale screen /> }.into_any(),
        Screen::Invitation(screen) => view! { <Invitation locale screen /> }.into_any(),
        Screen::NoAccess(screen) => view! { <NoAccess locale screen /> }.into_any(),
        Screen::AppProblem(screen) => view! { <AppProblem locale screen /> }.into_any(),
        Screen::GoingOn(screen) => view! { <GoingOn locale screen /> }.into_any(),
        Screen::ConfirmSignOut(screen) => view! { <ConfirmSignOut locale screen /> }.into_any(),
        Screen::FormPost(screen) => view! { <FormPost locale screen /> }.into_any(),
        Screen::AskForLink(screen) => view! { <AskForLink locale screen /> }.into_any(),
        Screen::CheckMail(screen) => view! { <CheckMail locale screen /> }.into_any(),
        Screen::AddressChange(screen) => view! { <AddressChange locale screen /> }.into_any(),
        Screen::LinkFailed(screen) => view! { <LinkFailed locale screen /> }.into_any(),
        Screen::Recovery(screen) => view! { <Recovery locale screen /> }.into_any(),
        Screen::SecondStep(screen) => view! { <SecondStep locale screen /> }.into_any(),
        Screen::SsoSetUp(screen) => view! { <SsoSetUp locale screen /> }.into_any(),
        Screen::SsoSetUpOver(screen) => view! { <SsoSetUpOver locale screen /> }.into_any(),
        Screen::CookiesNeeded(screen) => view! { <CookiesNeeded locale screen /> }.into_any(),
        Screen::Error(screen) => view! { <ErrorPage locale screen /> }.into_any(),
    }
}

/// Pages with these screens carry no script, so the browser's bundle does not carry the screens.
#[cfg(not(any(feature = "ssr", feature = "gallery")))]
fn still_screen(_locale: Locale, _screen: Screen) -> Option<()> {
    None
}
