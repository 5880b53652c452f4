//! What the screens say in each language: said in that language, short enough, and given to the pages that say it.

use std::collections::BTreeSet;

use latchkey_phrases::Catalogue;

use super::tree::Tree;
use crate::{phrases::OF_THE_FRONT_DOOR, project};

/// Where the server says which groups go to the live screens of the front door.
const RENDERED: &str = "src/front/render.rs";
/// The screens of the front door that come alive in the browser, and what they are made of.
const LIVE: [&str; 12] = [
    "src/features/choose_password/",
    "src/features/consent.rs",
    "src/features/onboarding/",
    "src/features/sign_in/",
    "src/front/app_name.rs",
    "src/front/door.rs",
    "src/front/field.rs",
    "src/front/form_problem.rs",
    "src/new_password/",
    "src/phrases.rs",
    "src/ui/alert.rs",
    "src/ui/reveal.rs",
];
/// Screens that only the front door has, beside those that are named as their groups are.
const FRONT_DOOR: [&str; 3] = [
    "src/front/",
    "src/features/error_page.rs",
    "src/features/consent.rs",
];

/// No phrase of another language is the English one, and none is so long that it has no room where English has.
pub(super) fn translations(_: &Tree) -> Vec<String> {
    let catalogue = match Catalogue::read(&project::root().join("locales")) {
        Ok(catalogue) => catalogue,
        Err(error) => return vec![error.to_string()],
    };
    let mut broken = catalogue.complaints();
    for tag in catalogue.tags().filter(|tag| *tag != "en") {
        for (key, phrase, english) in catalogue.beside_english(tag) {
            if is_left_in_english(phrase, english) {
                broken.push(format!("{tag}: {key} is English: {english:?}"));
            }
            if is_too_long(phrase, english) {
                broken.push(format!(
                    "{tag}: {key} is much longer than {english:?}: {phrase:?}"
                ));
            }
        }
    }
    broken
}

/// The same words: several of them, beside values, which is no name and no word that languages share.
fn is_left_in_english(phrase: &str, english: &str) -> bool {
    let outside_values = english
        .split("{{")
        .map(|part| part.rsplit("}}").next().unwrap_or_default());
    let words = outside_values.flat_map(str::split_whitespace);
    let words = words.filter(|word| word.len() > 2 && word.chars().all(char::is_lowercase));
    phrase == english && words.count() > 1
}

/// More than twice as long, and some: a short English text stands where there is little room.
fn is_too_long(phrase: &str, english: &str) -> bool {
    width(phrase) > width(english) * 2 + 16
}

/// How wide a text is, in Latin letters: those of Japanese take the room of two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|letter| {
            if ('\u{2e80}'..='\u{ffef}').contains(&letter) {
                2
            } else {
                1
            }
        })
        .sum()
}

/// A page is given the phrases of certain groups: no other group is named where the page would show it.
pub(super) fn of_pages(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    let rendered = tree.text(RENDERED).unwrap_or_default();
    let live = rendered
        .split_once("const LIVE")
        .and_then(|(_, rest)| rest.split_once("];"));
    let live: BTreeSet<_> = live
        .map_or("", |(list, _)| list)
        .split("keys::")
        .skip(1)
        .filter_map(group)
        .collect();
    if live.is_empty() {
        broken.push(format!(
            "{RENDERED}: no groups of live screens found; has their list changed?"
        ));
    }
    for (path, text) in tree.files("src/", ".rs") {
        let is_live = LIVE.iter().any(|place| path.starts_with(place));
        for (number, group) in groups_named(text) {
            // What stands in no group goes to all.
            if is_live && !live.contains(group) && group != "sign_in" {
                broken.push(format!(
                    "{path}:{number}: the page is not given the group {group}"
                ));
            }
            if OF_THE_FRONT_DOOR.contains(&group) && !is_of_front_door(path) {
                broken.push(format!(
                    "{path}:{number}: the portal is not given the group {group}"
                ));
            }
        }
    }
    broken
}

fn is_of_front_door(path: &str) -> bool {
    let feature = path.strip_prefix("src/features/").unwrap_or_default();
    let feature = feature.split(['/', '.']).next().unwrap_or_default();
    OF_THE_FRONT_DOOR.contains(&feature)
        || FRONT_DOOR.iter().any(|place| path.starts_with(place))
        || path.starts_with("src/i18n/")
        || path == "src/ui/support_line.rs"
}

/// The groups that a file names, each with its line: `td_string!(locale, group.key`.
fn groups_named(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let named = ["td_string!(", "td!("]
        .into_iter()
        .flat_map(|called| text.match_indices(called));
    named.filter_map(|(at, called)| {
        let (_, key) = text[at + called.len()..].split_once(',')?;
        let (group, _) = key.trim_start().split_once('.')?;
        let is_name = !group.is_empty()
            && group
                .chars()
                .all(|letter| letter == '_' || letter.is_ascii_alphanumeric());
        is_name.then(|| (text[..at].matches('\n').count() + 1, group))
    })
}

fn group(path: &str) -> Option<&str> {
    Some(path.split_once("::")?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_english_words_are_no_translation() {
        assert!(is_left_in_english(
            "Sign in with your password",
            "Sign in with your password"
        ));
        assert!(!is_left_in_english("OpenID Connect", "OpenID Connect"));
        assert!(!is_left_in_english(
            "Mit Passwort anmelden",
            "Sign in with your password"
        ));
    }

    #[test]
    fn japanese_letters_count_twice() {
        assert_eq!(width("サインイン in"), 13);
        assert!(!is_too_long("サインイン", "Sign in"));
        assert!(is_too_long(&"x".repeat(60), "Sign in"));
    }

    #[test]
    fn groups_are_read_where_phrases_are_named() {
        let text = "let a = td_string!(locale, sign_in.title);\nlet b = td!(\n    locale,\n    consent.text, x = 1);\nfoo(locale, a.b)\ntd_string!(locale, copy)";
        let named: Vec<_> = groups_named(text).collect();
        assert_eq!(named, [(1, "sign_in"), (2, "consent")]);
    }
}
