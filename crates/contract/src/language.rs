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
}

impl Language {
    /// Every language.
    pub const ALL: &[Self] = &[Self::En, Self::De];

    /// The language tag for `<html lang>` (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// Reads [`Self::tag`]; `None` for everything else.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().find(|language| language.tag() == tag).copied()
    }
}
