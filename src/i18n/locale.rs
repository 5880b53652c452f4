//! The languages of the screens.

use latchkey_contract::Language;

/// A language that there are phrases for.
#[allow(non_camel_case_types)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// English.
    #[default]
    en,
    /// German.
    de,
    /// French.
    fr,
    /// Spanish.
    es,
    /// Dutch.
    nl,
    /// Japanese.
    ja,
}

impl Locale {
    /// Every language that people read.
    pub const ALL: &[Self] = &[Self::en, Self::de, Self::fr, Self::es, Self::nl, Self::ja];

    /// The language tag for `<html lang>` (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::en => "en",
            Self::de => "de",
            Self::fr => "fr",
            Self::es => "es",
            Self::nl => "nl",
            Self::ja => "ja",
        }
    }
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::en,
            Language::De => Self::de,
            Language::Fr => Self::fr,
            Language::Es => Self::es,
            Language::Nl => Self::nl,
            Language::Ja => Self::ja,
        }
    }
}
