//! What becomes of a colour on screens and in mails, in words: where it cannot be read, a darker shade takes its place.

use latchkey_contract::{
    ErrorCode,
    colour::{Colour, Shades},
};

use crate::{i18n::*, phrases::error_phrase};

/// What is wrong with a colour, if anything is; nothing is the platform's.
pub fn judge(typed: &str) -> Result<(), ErrorCode> {
    if typed.trim().is_empty() {
        return Ok(());
    }
    Colour::parse(typed).map(drop).ok_or(ErrorCode::ValueInvalid)
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
    let shade = Shades::light(colour).accent;
    match shade == colour {
        true => td_string!(locale, branding.contrast_enough, whole = whole, tenth = tenth),
        false => {
            let shade = shade.to_string();
            td_string!(
                locale,
                branding.contrast_low,
                whole = whole,
                tenth = tenth,
                shade = shade
            )
        }
    }
}
