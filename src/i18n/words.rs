//! Puts values into the places that a phrase has for them: `{{ name }}`.

use std::fmt::{Display, Write as _};

use leptos::prelude::*;

use super::{Key, Locale, text};

/// A part of a phrase.
enum Part<'a> {
    Text(&'a str),
    Value(&'a str),
}

/// The phrase with its values as text.
pub(super) fn fill(locale: Locale, key: Key, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::new();
    for part in parts(text(locale, key)) {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Value(name) => {
                if let Some((_, value)) = values.iter().find(|(given, _)| *given == name) {
                    // Writing to a string does not fail.
                    let _ = write!(filled, "{value}");
                }
            }
        }
    }
    filled
}

/// The phrase with its values as views.
pub(super) fn insert(locale: Locale, key: Key, values: &[(&str, &dyn Fn() -> AnyView)]) -> AnyView {
    let parts = parts(text(locale, key)).map(|part| match part {
        Part::Text(text) => text.into_any(),
        Part::Value(name) => {
            let value = values.iter().find(|(given, _)| *given == name);
            value.map(|(_, view)| view()).into_any()
        }
    });
    parts.collect_view().into_any()
}

fn parts<'a>(phrase: &'a str) -> impl Iterator<Item = Part<'a>> {
    let mut pieces = phrase.split("{{");
    let first = pieces.next().map(Part::Text);
    let others = pieces.flat_map(|piece| {
        let (name, rest) = piece.split_once("}}").unwrap_or(("", piece));
        [Part::Value(name.trim()), Part::Text(rest)]
    });
    first
        .into_iter()
        .chain(others)
        .filter(|part| !matches!(part, Part::Text("")))
}

#[cfg(test)]
mod tests {
    use crate::i18n::*;

    #[test]
    fn values_stand_in_their_places() {
        let said = td_string!(Locale::en, sign_in.federated, domain = "acme.example");
        assert!(
            said.starts_with("acme.example ") && !said.contains("{{"),
            "{said}"
        );
    }

    /// German joins what belongs together. What stands between `**` is the name of a field in an identity provider's console.
    #[test]
    fn german_has_one_spelling_of_the_client_secret() {
        for phrase in include_str!("../../locales/de.json").lines() {
            let ours: String = phrase.split("**").step_by(2).collect();
            assert!(!ours.contains("Client Secret"), "{phrase}");
        }
    }
}
