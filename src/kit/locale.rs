//! The language that the portal speaks. It changes in "My Account" without the page being loaded anew: what is on the screen then
//! reads the signal, and pages that come later read it when they come.

use leptos::{prelude::*, task::spawn_local};

use crate::{api::load_phrases, i18n::Locale};

/// The language as it changes. A context of the portal.
#[derive(Clone, Copy)]
struct CurrentLocale(RwSignal<Locale>);

/// Begins with `locale`, for everything below the current owner.
pub fn provide_locale(locale: Locale) -> RwSignal<Locale> {
    let current = RwSignal::new(locale);
    provide_context(CurrentLocale(current));
    current
}

/// The language at this moment; English where none was provided. Not followed: for words that are gone before it can change.
pub fn use_locale() -> Locale {
    use_context::<CurrentLocale>().map_or(Locale::en, |current| current.0.get_untracked())
}

/// The language, to follow and to change: for what stays on the screen while it changes.
pub fn use_locale_signal() -> RwSignal<Locale> {
    use_context::<CurrentLocale>().map_or_else(|| RwSignal::new(Locale::en), |current| current.0)
}

/// Speaks another language, once its phrases have come; the page is loaded anew where they do not come.
pub fn speak(current: RwSignal<Locale>, locale: Locale) {
    spawn_local(async move {
        if load_phrases(locale).await {
            current.set(locale);
        } else {
            // Nothing can refuse it.
            let _ = window().location().reload();
        }
    });
}

/// The phrases for a language tag (BCP 47): its first part decides.
pub fn locale_of(tag: &str) -> Option<Locale> {
    let language = tag.split('-').next()?.to_ascii_lowercase();
    Locale::ALL
        .iter()
        .find(|locale| locale.tag() == language)
        .copied()
}

/// The first language that the browser asks for and there are phrases for, else English.
pub fn browser_locale() -> Locale {
    let mut tags = browser_tags();
    tags.find_map(|tag| locale_of(&tag)).unwrap_or(Locale::en)
}

/// How people of the browser's region write dates in this language: `en-GB` rather than `en`, where the browser says so.
pub fn regional_tag(locale: Locale) -> String {
    let mut tags = browser_tags();
    tags.find(|tag| locale_of(tag) == Some(locale))
        .unwrap_or_else(|| locale.tag().to_owned())
}

/// The language tags of the browser, the preferred one first.
fn browser_tags() -> impl Iterator<Item = String> {
    let tags = window().navigator().languages();
    (0..tags.length()).filter_map(move |index| tags.get(index).as_string())
}
