//! The language that the portal was mounted in. Invariant: it stays the same until the page is loaded anew.

use leptos::prelude::use_context;

use crate::i18n::Locale;

/// The language of the current page; English where none was provided.
pub fn use_locale() -> Locale {
    use_context().unwrap_or(Locale::en)
}

/// The tag for `<html lang>` (BCP 47).
pub fn language_tag(locale: Locale) -> &'static str {
    match locale {
        Locale::en => "en",
        Locale::de => "de",
    }
}
