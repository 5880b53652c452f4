//! Rules for new passwords (OWASP ASVS 5.0, 6.2): 15 to 256 characters of any kind, and hard to guess for somebody who knows the
//! person.

use latchkey_contract::password::{MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, PasswordStrength};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// Scores of the estimator that are good enough: 3 is "safely unguessable" (10^8 guesses and more), 4 is beyond that.
const GOOD_SCORE: u8 = 3;
const STRONG_SCORE: u8 = 4;
/// Words about the person that count, and characters of each: an estimate must not cost more than a form is worth.
const MOST_ABOUT: usize = 8;
const MOST_ABOUT_CHARS: usize = 320;

/// Characters of a password that the estimator looks at.
const MOST_ESTIMATED_CHARS: usize = 72;

/// Characters of a word that is worth noticing when it comes again.
const FEWEST_WORD_CHARS: usize = 3;

/// Characters that a password needs beside what is known of the person.
const FEWEST_OTHER_CHARS: usize = 8;

/// The one spelling of a password (NFC): keyboards disagree about how to write an é. Applied before hashing and before
/// checking.
pub fn normalized(password: &str) -> Zeroizing<String> {
    Zeroizing::new(password.nfc().collect())
}

/// What its length alone says of a normalized password; `None` where the estimator has to decide.
pub fn by_length(password: &str) -> Option<PasswordStrength> {
    match password.chars().count() {
        0..MIN_PASSWORD_CHARS => Some(PasswordStrength::TooShort),
        MIN_PASSWORD_CHARS..=MAX_PASSWORD_CHARS => None,
        _ => Some(PasswordStrength::TooLong),
    }
}

/// The part of a password that the estimator looks at: its work grows with the square of the length and more, and what so many
/// characters leave guessable, the rest does not mend.
pub fn estimated(password: &str) -> &str {
    let end = password.char_indices().nth(MOST_ESTIMATED_CHARS);
    end.map_or(password, |(end, _)| &password[..end])
}

/// What the estimator's score (0 to 4) means.
pub fn by_score(score: u8) -> PasswordStrength {
    match score {
        0..GOOD_SCORE => PasswordStrength::Guessable,
        GOOD_SCORE..STRONG_SCORE => PasswordStrength::Good,
        _ => PasswordStrength::Strong,
    }
}

/// The words in what is known of the person: each text as a whole, and its parts.
pub fn words_about(about: &[String]) -> Vec<String> {
    let mut words = Vec::new();
    for text in about.iter().take(MOST_ABOUT) {
        let text: String = text.chars().take(MOST_ABOUT_CHARS).collect();
        let parts = text.split(|c: char| !c.is_alphanumeric());
        words.extend(
            parts
                .filter(|part| part.chars().count() >= 3)
                .map(str::to_lowercase),
        );
        words.push(text.to_lowercase());
    }
    words.retain(|word| !word.is_empty());
    words.sort();
    words.dedup();
    words
}

/// Whether little is left of a password without the words about the person: an estimator takes three known words for three
/// unknown ones.
pub fn is_about_the_person(password: &str, words: &[String]) -> bool {
    let mut left = password.to_lowercase();
    let mut longest_first = words
        .iter()
        .filter(|word| word.chars().count() >= 3)
        .collect::<Vec<_>>();
    longest_first.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in longest_first {
        // In its place something that is part of no word.
        left = left.replace(word.as_str(), "\n");
    }
    left.chars().filter(|c| !c.is_whitespace()).count() < FEWEST_OTHER_CHARS
}

/// The password with each word but once, where it repeats one; `None` where it repeats none. "password password1" is no harder to
/// guess than "password 1", and an estimator takes each word for a new one. Digits at a word's ends make no other word of it.
pub fn without_repeats(password: &str) -> Option<String> {
    let mut seen = Vec::new();
    let mut kept = Vec::new();
    let mut repeats = false;
    for part in password.split(|c: char| !c.is_alphanumeric()) {
        let word = part.trim_matches(char::is_numeric).to_lowercase();
        if word.chars().count() < FEWEST_WORD_CHARS || !seen.contains(&word) {
            seen.push(word);
            kept.push(part);
        } else {
            repeats = true;
        }
    }
    repeats.then(|| kept.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_counts_once() {
        for (password, once) in [
            ("password password1", Some("password")),
            ("Kettle-kettle-KETTLE-2024", Some("Kettle 2024")),
            ("purple kettle purple kettle", Some("purple kettle")),
            ("seven purple kettles under the bridge", None),
            ("to be or not to be that is it", None),
        ] {
            assert_eq!(without_repeats(password).as_deref(), once, "{password}");
        }
    }

    #[test]
    fn the_bounds_are_counted_in_characters() {
        assert_eq!(by_length(&"é".repeat(14)), Some(PasswordStrength::TooShort));
        assert_eq!(by_length(&"é".repeat(15)), None);
        assert_eq!(by_length(&"é".repeat(256)), None);
        assert_eq!(by_length(&"é".repeat(257)), Some(PasswordStrength::TooLong));
    }

    #[test]
    fn the_estimator_looks_at_so_many_characters_and_no_more() {
        let long = "é".repeat(256);
        assert_eq!(estimated(&long).chars().count(), 72);
        assert_eq!(estimated("short"), "short");
    }

    #[test]
    fn two_keyboards_write_one_password() {
        assert_eq!(*normalized("cafe\u{301}"), *normalized("café"));
        assert_ne!(*normalized("Ä"), *normalized("ä"), "case is kept");
    }

    #[test]
    fn an_address_is_several_words() {
        let words = words_about(&["Ada.Lovelace@acme.example".into(), String::new()]);
        for word in ["ada", "lovelace", "acme", "example", "ada.lovelace@acme.example"] {
            assert!(words.iter().any(|known| known == word), "{word} in {words:?}");
        }
        assert!(words.iter().all(|word| !word.is_empty()));
    }

    #[test]
    fn the_person_s_own_words_do_not_make_a_password() {
        let words = words_about(&["Ada.Lovelace@acme.example".into()]);
        assert!(is_about_the_person("AdaLovelaceAcme", &words));
        assert!(is_about_the_person("Ada-Lovelace-1815!", &words));
        assert!(!is_about_the_person("Ada counts seven apples", &words));
    }

    proptest! {
        #[test]
        fn only_three_and_four_are_accepted(score in 0u8..=u8::MAX) {
            prop_assert_eq!(by_score(score).is_accepted(), score >= 3);
        }

        #[test]
        fn what_is_short_is_never_accepted(password in "\\PC{0,14}") {
            prop_assert_eq!(by_length(&password), Some(PasswordStrength::TooShort));
        }

        #[test]
        fn normalizing_again_changes_nothing(password in "\\PC{0,40}") {
            let once = normalized(&password);
            prop_assert_eq!(&*normalized(&once), &*once);
        }

        #[test]
        fn words_are_few(about in prop::collection::vec("\\PC{0,500}", 0..20)) {
            prop_assert!(words_about(&about).len() <= MOST_ABOUT * MOST_ABOUT_CHARS);
        }
    }
}
