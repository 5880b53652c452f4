//! Whether white text on a colour can be read, in words, by the rule by which the platform judges it.

use latchkey_contract::{ErrorCode, colour::Colour};

use crate::{i18n::*, phrases::error_phrase};

/// What is wrong with a colour, if anything is; nothing is the platform's.
pub fn judge(typed: &str) -> Result<(), ErrorCode> {
    if typed.trim().is_empty() {
        return Ok(());
    }
    match Colour::parse(typed) {
        None => Err(ErrorCode::ValueInvalid),
        Some(colour) if colour.carries_white_text() => Ok(()),
        Some(_) => Err(ErrorCode::ColourTooLight),
    }
}

/// Words for what is wrong with a colour.
pub fn problem_words(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::ValueInvalid => td_string!(locale, branding.colour_malformed),
        code => error_phrase(locale, code),
    }
}

/// What is said of the colour while it is typed.
pub fn contrast_words(locale: Locale, typed: &str) -> String {
    if typed.trim().is_empty() {
        return td_string!(locale, branding.colour_of_platform).to_owned();
    }
    let Some(colour) = Colour::parse(typed) else {
        return td_string!(locale, branding.colour_malformed).to_owned();
    };
    let tenths = colour.white_text_contrast_tenths();
    let (whole, tenth) = (tenths / 10, tenths % 10);
    match colour.carries_white_text() {
        true => td_string!(locale, branding.contrast_enough, whole = whole, tenth = tenth),
        false => td_string!(locale, branding.contrast_low, whole = whole, tenth = tenth),
    }
}
