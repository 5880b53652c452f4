//! The language that the portal begins with: the one that the server wrote into the page (it knows what the person chose), or the
//! first one that the browser asks for and there are phrases for.

use leptos::prelude::*;

use crate::{
    i18n::Locale,
    kit::locale::{browser_locale, locale_of},
};

/// The page's language, else the browser's preference, else English.
pub fn preferred_locale() -> Locale {
    let of_page = document()
        .document_element()
        .and_then(|root| locale_of(&root.get_attribute("lang")?));
    of_page.unwrap_or_else(browser_locale)
}
