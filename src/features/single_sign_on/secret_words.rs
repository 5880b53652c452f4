//! What the page says where a client secret is replaced, and what it says of a key.

use crate::i18n::*;

/// Its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretWords {
    /// Above the first step, and what it is.
    pub enter: (&'static str, &'static str),
    /// What the button of the first step does, and what was done.
    pub entered: (&'static str, &'static str),
    /// Above what waits.
    pub waits: &'static str,
    /// Since when it is there.
    pub since: &'static str,
    /// When it goes, if nobody uses it.
    pub erased: &'static str,
    /// Takes it away, what will happen, and what was done.
    pub discard: [&'static str; 3],
    /// What the test does.
    pub test: &'static str,
    /// What using it does, what comes first, what the button says, and what was done.
    pub swap: [&'static str; 4],
    /// That the one before can be taken back, what the button says, what will happen, and what was done.
    pub back: [&'static str; 4],
}

impl SecretWords {
    /// Of a key, or of a client secret.
    pub fn of(locale: Locale, is_key: bool) -> Self {
        match is_key {
            true => Self::of_key(locale),
            false => Self::of_secret(locale),
        }
    }

    fn of_secret(locale: Locale) -> Self {
        Self {
            enter: (
                td_string!(locale, secret_rotation.enter_heading),
                td_string!(locale, secret_rotation.enter_text),
            ),
            entered: (
                td_string!(locale, secret_rotation.enter),
                td_string!(locale, secret_rotation.entered),
            ),
            waits: td_string!(locale, secret_rotation.waits_heading),
            since: td_string!(locale, secret_rotation.entered_at),
            erased: td_string!(locale, secret_rotation.erased),
            discard: [
                td_string!(locale, secret_rotation.discard),
                td_string!(locale, secret_rotation.discard_ask),
                td_string!(locale, secret_rotation.discarded),
            ],
            test: td_string!(locale, secret_rotation.test_text),
            swap: [
                td_string!(locale, secret_rotation.swap_text),
                td_string!(locale, secret_rotation.swap_first),
                td_string!(locale, secret_rotation.swap),
                td_string!(locale, secret_rotation.swapped),
            ],
            back: [
                td_string!(locale, secret_rotation.back_title),
                td_string!(locale, secret_rotation.back),
                td_string!(locale, secret_rotation.back_ask),
                td_string!(locale, secret_rotation.taken_back),
            ],
        }
    }

    fn of_key(locale: Locale) -> Self {
        Self {
            enter: (
                td_string!(locale, client_key.enter_heading),
                td_string!(locale, client_key.enter_text),
            ),
            entered: (
                td_string!(locale, client_key.enter),
                td_string!(locale, client_key.entered),
            ),
            waits: td_string!(locale, client_key.waits_heading),
            since: td_string!(locale, client_key.made_at),
            erased: td_string!(locale, client_key.erased),
            discard: [
                td_string!(locale, client_key.discard),
                td_string!(locale, client_key.discard_ask),
                td_string!(locale, client_key.discarded),
            ],
            test: td_string!(locale, client_key.test_text),
            swap: [
                td_string!(locale, client_key.swap_text),
                td_string!(locale, client_key.swap_first),
                td_string!(locale, client_key.swap),
                td_string!(locale, client_key.swapped),
            ],
            back: [
                td_string!(locale, client_key.back_title),
                td_string!(locale, client_key.back),
                td_string!(locale, client_key.back_ask),
                td_string!(locale, client_key.taken_back),
            ],
        }
    }

    /// Until when the one before can be taken back.
    pub fn back_until(locale: Locale, is_key: bool, time: String) -> String {
        match is_key {
            true => td_string!(locale, client_key.back_text, time = time),
            false => td_string!(locale, secret_rotation.back_text, time = time),
        }
    }
}
