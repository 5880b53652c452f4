//! A language for development: English with accents, in brackets, half as long again. What stays plain on the screen is not
//! translated; what is cut off has no room for languages that need more than English.

use std::{
    collections::HashMap,
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::Locale;

/// Whether it is spoken in the place of English.
static IS_SPOKEN: AtomicBool = AtomicBool::new(false);

/// The phrases that were asked for: a phrase lives as long as the program.
static MADE: LazyLock<Mutex<HashMap<&'static str, &'static str>>> = LazyLock::new(Mutex::default);

/// Speaks it in the place of English from now on.
pub fn speak_pseudo() {
    IS_SPOKEN.store(true, Ordering::Relaxed);
}

/// The phrase as it is said: its own words, or this language's where it is spoken.
pub(super) fn spoken(locale: Locale, phrase: &'static str) -> &'static str {
    if locale != Locale::en || !IS_SPOKEN.load(Ordering::Relaxed) {
        return phrase;
    }
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(phrase).or_insert_with(|| accented(phrase).leak())
}

fn accented(english: &str) -> String {
    let mut said = String::from("[");
    let mut is_value = false;
    for letter in english.chars() {
        is_value = match letter {
            '{' => true,
            '}' => false,
            _ => is_value,
        };
        said.push(if is_value { letter } else { accent(letter) });
    }
    let longer = english.chars().count() / 2;
    said.extend(std::iter::repeat_n('~', longer));
    said.push(']');
    said
}

fn accent(letter: char) -> char {
    match letter {
        'a' => 'á',
        'e' => 'é',
        'i' => 'î',
        'o' => 'ö',
        'u' => 'ü',
        'A' => 'Å',
        'E' => 'É',
        'I' => 'Î',
        'O' => 'Ø',
        'U' => 'Ü',
        'c' => 'ç',
        'n' => 'ñ',
        's' => 'š',
        'S' => 'Š',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_names() {
        let said = accented("Sent to {{ address }}.");
        assert!(said.contains("{{ address }}"), "{said}");
        assert!(said.starts_with("[Šéñt tö "), "{said}");
        assert!(said.chars().count() > 30, "{said}");
    }
}
