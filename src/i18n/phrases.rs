//! Where the phrases are. On the server, and in what is built for development, the program holds them all. A program for browsers
//! holds none: it is given those of its page's language before anything is shown.

use super::Locale;

/// Which phrase: the number of its group, and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    group: u16,
    place: u16,
}

impl Key {
    /// For the generated keys.
    pub(super) const fn new(group: u16, place: u16) -> Self {
        Self { group, place }
    }
}

/// The phrase. Never inlined: two thousand places call it. Empty where the page was not given it, which a build for development takes for the fault that it is.
#[inline(never)]
pub fn text(locale: Locale, key: Key) -> &'static str {
    let phrase = source::phrase(locale, key.group.into(), key.place.into());
    debug_assert!(phrase.is_some(), "the page was not given the phrase {key:?}");
    phrase.unwrap_or_default()
}

#[cfg(any(not(target_arch = "wasm32"), feature = "gallery"))]
mod source {
    use super::Locale;

    include!(concat!(env!("OUT_DIR"), "/table.rs"));

    pub(super) fn phrase(locale: Locale, group: usize, place: usize) -> Option<&'static str> {
        let (_, groups) = EMBEDDED.iter().find(|(tag, _)| *tag == locale.tag())?;
        let phrase = *groups.get(group)?.get(place)?;
        #[cfg(feature = "gallery")]
        let phrase = crate::i18n::pseudo::spoken(locale, phrase);
        Some(phrase)
    }
}

#[cfg(all(target_arch = "wasm32", not(feature = "gallery")))]
mod source {
    use std::sync::OnceLock;

    use super::Locale;

    /// The phrases of a language: groups, and the phrases of each.
    type Groups = &'static [Vec<String>];

    static GIVEN: [OnceLock<Groups>; Locale::ALL.len()] = [const { OnceLock::new() }; Locale::ALL.len()];

    /// Of another language where the page was not given this one: better than nothing.
    pub(super) fn phrase(locale: Locale, group: usize, place: usize) -> Option<&'static str> {
        let own = GIVEN[locale as usize].get();
        let groups = own.or_else(|| GIVEN.iter().find_map(OnceLock::get))?;
        Some(groups.get(group)?.get(place)?.as_str())
    }

    pub(super) fn add(locale: Locale, groups: Vec<Vec<String>>) {
        // A language comes once; a second time it says the same.
        let _ = GIVEN[locale as usize].set(groups.leak());
    }
}

/// Takes the phrases of a language from what the server wrote for it; returns whether they could be read. In a program that holds all
/// phrases there is nothing to take.
#[cfg(any(feature = "csr", feature = "hydrate"))]
pub fn add_phrases(locale: Locale, json: &str) -> bool {
    #[cfg(all(target_arch = "wasm32", not(feature = "gallery")))]
    match crate::api::json::read(json) {
        Some(groups) => source::add(locale, groups),
        None => return false,
    }
    let _ = (locale, json);
    true
}

/// The phrases that the live screens of the front door show, for [`add_phrases`].
#[cfg(feature = "ssr")]
pub fn phrases_json(locale: Locale, wanted: &[Key]) -> String {
    let (_, groups) = source::EMBEDDED
        .iter()
        .find(|(tag, _)| *tag == locale.tag())
        .unwrap_or(&source::EMBEDDED[0]);
    let groups = groups.iter().enumerate().map(|(number, phrases)| {
        let is_wanted = wanted.iter().any(|key| usize::from(key.group) == number);
        if is_wanted { phrases } else { &[] as &[&str] }
    });
    serde_json::to_string(&groups.collect::<Vec<_>>()).unwrap_or_default()
}
