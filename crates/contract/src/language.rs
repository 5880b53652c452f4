//! The languages that the platform speaks.

use serde::{Deserialize, Serialize};

/// A language that there are phrases for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Dutch.
    Nl,
    /// Japanese.
    Ja,
}

impl Language {
    /// Every language.
    pub const ALL: &[Self] = &[Self::En, Self::De, Self::Fr, Self::Es, Self::Nl, Self::Ja];

    /// The language tag for `<html lang>` (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Nl => "nl",
            Self::Ja => "ja",
        }
    }

    /// What it calls itself: whoever looks for it can read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Fr => "Français",
            Self::Es => "Español",
            Self::Nl => "Nederlands",
            Self::Ja => "日本語",
        }
    }

    /// Reads [`Self::tag`]; `None` for everything else.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().find(|language| language.tag() == tag).copied()
    }
}
