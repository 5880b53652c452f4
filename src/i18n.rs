//! The phrases of `locales/*.json`, with keys that are checked when compiling (see `build.rs`).
//!
//! Invariant: screens are handed a [`Locale`] as a value; there is no i18n context, which would cost the front door
//! more than all its phrases.

use crate::front::page::Language;

#[allow(clippy::all, missing_docs, unreachable_pub, unused, unused_qualifications)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}

pub use generated::i18n::{Locale, td, td_string};

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::en,
            Language::De => Self::de,
        }
    }
}
