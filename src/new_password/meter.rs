//! What the meter below a new password says. Pure: the field owns the clock and the network.

use latchkey_contract::ErrorCode;
use latchkey_contract::password::{MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, PasswordStrength};

/// How much of the bar is filled, in quarters, where the password is not taken.
pub(super) const REFUSED: &str = "1";

/// What is known of the password in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Meter {
    /// Nothing yet; the rule is shown.
    #[default]
    Rule,
    /// The password lacks this number of characters.
    Missing(usize),
    /// The platform's estimate.
    Rated(PasswordStrength),
}

impl Meter {
    /// What can be said without asking; `None` where the platform has to be asked.
    pub fn by_length(password: &str) -> Option<Self> {
        match password.chars().count() {
            0 => Some(Self::Rule),
            count if count < MIN_PASSWORD_CHARS => Some(Self::Missing(MIN_PASSWORD_CHARS - count)),
            count if count > MAX_PASSWORD_CHARS => Some(Self::Rated(PasswordStrength::TooLong)),
            _ => None,
        }
    }

    /// Why the form would be refused with such a password; `None` where it would not, or where nothing is known yet.
    pub const fn refusal(self) -> Option<ErrorCode> {
        match self {
            Self::Missing(_) | Self::Rated(PasswordStrength::TooShort) => Some(ErrorCode::PasswordTooShort),
            Self::Rated(PasswordStrength::TooLong) => Some(ErrorCode::PasswordTooLong),
            Self::Rated(PasswordStrength::Guessable) => Some(ErrorCode::PasswordGuessable),
            Self::Rule | Self::Rated(PasswordStrength::Good | PasswordStrength::Strong) => None,
        }
    }

    /// How much of the bar is filled, in quarters; `None` where there is no bar.
    pub const fn level(self) -> Option<&'static str> {
        match self {
            Self::Rule => None,
            Self::Missing(_)
            | Self::Rated(
                PasswordStrength::TooShort | PasswordStrength::TooLong | PasswordStrength::Guessable,
            ) => Some(REFUSED),
            Self::Rated(PasswordStrength::Good) => Some("3"),
            Self::Rated(PasswordStrength::Strong) => Some("4"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_about_what_the_length_decides() {
        assert_eq!(Meter::by_length(""), Some(Meter::Rule));
        assert_eq!(Meter::by_length(&"ä".repeat(14)), Some(Meter::Missing(1)));
        assert_eq!(Meter::by_length(&"ä".repeat(15)), None);
        assert_eq!(Meter::by_length(&"ä".repeat(256)), None);
        assert_eq!(
            Meter::by_length(&"ä".repeat(257)),
            Some(Meter::Rated(PasswordStrength::TooLong))
        );
    }

    #[test]
    fn what_is_taken_fills_more_of_the_bar_than_what_is_not() {
        let level = |strength| Meter::Rated(strength).level().expect("a bar");
        for &strength in PasswordStrength::ALL {
            assert_eq!(level(strength) >= "3", strength.is_accepted(), "{strength:?}");
            assert_eq!(
                level(strength) == REFUSED,
                !strength.is_accepted(),
                "{strength:?}"
            );
            let refusal = Meter::Rated(strength).refusal();
            assert_eq!(refusal.is_none(), strength.is_accepted(), "{strength:?}");
        }
    }
}
