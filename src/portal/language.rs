//! The language of the portal: the one that the server wrote into the page (it knows what the person chose), or the first one
//! that the browser asks for and there are phrases for.

use leptos::prelude::*;

use crate::i18n::Locale;

/// The page's language, else the browser's preference, else English.
pub fn preferred_locale() -> Locale {
    let of_page = document()
        .document_element()
        .and_then(|root| locale_of(&root.get_attribute("lang")?));
    of_page.unwrap_or_else(|| {
        window()
            .navigator()
            .languages()
            .iter()
            .filter_map(|tag| locale_of(&tag.as_string()?))
            .next()
            .unwrap_or(Locale::en)
    })
}

/// The phrases for a language tag (BCP 47): its first part decides.
fn locale_of(tag: &str) -> Option<Locale> {
    match tag.split('-').next()?.to_ascii_lowercase().as_str() {
        "en" => Some(Locale::en),
        "de" => Some(Locale::de),
        _ => None,
    }
}
