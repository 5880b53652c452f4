//! Light or dark screens.

use serde::{Deserialize, Serialize};

/// What somebody chose in a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every choice.
    pub const ALL: &[Self] = &[Self::System, Self::Light, Self::Dark];

    /// As it stands in `<html data-theme>`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads [`Self::as_str`]; `None` for everything else.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|theme| theme.as_str() == text).copied()
    }
}
