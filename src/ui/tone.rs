//! Tones: whether a state is good, bad or neither. Invariant: a tone is shown by an icon and a word, and only then by its colour.

use super::icon::{self, IconPath};

/// The tone of a badge, a notice or a toast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Says nothing: a draft, something switched off.
    #[default]
    Neutral,
    /// Done, active, in order.
    Good,
    /// Waits for somebody, or will stop working.
    Warn,
    /// Failed, expired, cannot be undone.
    Danger,
    /// Worth knowing.
    Info,
}

impl Tone {
    /// The `data-tone` that the style sheets go by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Danger => "danger",
            Self::Info => "info",
        }
    }

    /// The icon that stands for it where none was chosen.
    pub fn icon(self) -> IconPath {
        match self {
            Self::Neutral => icon::CIRCLE,
            Self::Good => icon::CHECK,
            Self::Warn => icon::WARN,
            Self::Danger => icon::ERROR,
            Self::Info => icon::INFO,
        }
    }
}
