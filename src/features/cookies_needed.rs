//! The browser sends none of our cookies: why they are needed, how to allow them for this site, and a way to try again.

use leptos::prelude::*;

use crate::{front::page::CookiesNeededScreen, i18n::*};

/// The page shown where the browser sends no cookies.
#[component]
pub fn CookiesNeeded(
    /// Language of the screen.
    locale: Locale,
    /// Where to try again.
    screen: CookiesNeededScreen,
) -> impl IntoView {
    let next = match &screen.try_again {
        Some(_) => td_string!(locale, cookies_needed.elsewhere),
        None => td_string!(locale, cookies_needed.open_again),
    };
    let try_again = screen.try_again.map(|path| {
        view! {
            <a class="button" href=path>
                {td_string!(locale, cookies_needed.try_again)}
            </a>
        }
    });
    view! {
        <h1>{td_string!(locale, cookies_needed.title)}</h1>
        <p>{td_string!(locale, cookies_needed.happened)}</p>
        <p>{td_string!(locale, cookies_needed.allow)}</p>
        <p>{next}</p>
        {try_again}
    }
}
