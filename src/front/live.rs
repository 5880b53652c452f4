//! The page's data as the browser reads it. Only live screens come with data, so the browser's bundle knows how to read
//! no others.

use leptos::{mount::hydrate_body, prelude::*};
use serde::Deserialize;

use super::{
    door::{Card, FrontDoor},
    entry::ChoosePasswordScreen,
    page::{ConsentScreen, FrontPage, Language, OnboardingScreen, Screen, SignInScreen},
};
use crate::{
    api::json,
    features::sign_in::SignIn,
    hydrated::Hydrated,
    i18n::{Locale, add_phrases},
};

/// [`FrontPage`] with a live screen; the same JSON.
#[derive(Deserialize)]
struct LivePage {
    language: Language,
    platform_name: String,
    screen: LiveScreen,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum LiveScreen {
    SignIn(SignInScreen),
    Onboarding(OnboardingScreen),
    ChoosePassword(ChoosePasswordScreen),
    Consent(ConsentScreen),
}

/// Reads what the server wrote; `None` if that is not the data of a live screen.
pub fn read_page(json: &str) -> Option<FrontPage> {
    let LivePage {
        language,
        platform_name,
        screen,
    } = json::read(json)?;
    let screen = match screen {
        LiveScreen::SignIn(screen) => Screen::SignIn(screen),
        LiveScreen::Onboarding(screen) => Screen::Onboarding(screen),
        LiveScreen::ChoosePassword(screen) => Screen::ChoosePassword(screen),
        LiveScreen::Consent(screen) => Screen::Consent(screen),
    };
    Some(FrontPage {
        language,
        platform_name,
        screen,
    })
}

/// Hydrates the body that the server rendered for `page`, from its data and its phrases.
pub fn wake(page: FrontPage, phrases: &str) {
    if !add_phrases(page.language.into(), phrases) {
        return;
    }
    let hydrated = Hydrated::default();
    let state = hydrated.clone();
    hydrate_body(move || {
        state.provide();
        view! { <FrontDoor page /> }
    });
    hydrated.set();
}

/// Hydrates the sign-in screen that the server rendered, from the page's data and its phrases. Does nothing on any other page.
pub fn wake_sign_in(json: &str, phrases: &str) {
    #[derive(Deserialize)]
    struct SignInPage {
        language: Language,
        platform_name: String,
        screen: SignInOnly,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum SignInOnly {
        SignIn(SignInScreen),
    }

    let Some(page) = json::read::<SignInPage>(json) else {
        return;
    };
    let SignInOnly::SignIn(screen) = page.screen;
    let hydrated = Hydrated::default();
    let state = hydrated.clone();
    let locale = Locale::from(page.language);
    if !add_phrases(locale, phrases) {
        return;
    }
    hydrate_body(move || {
        state.provide();
        view! { <Card platform_name=page.platform_name screen=view! { <SignIn locale screen /> } /> }
    });
    hydrated.set();
}
