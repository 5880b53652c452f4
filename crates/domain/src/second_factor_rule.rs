//! A company's rule about second factors for people who sign in with a password. Invariant: whoever has a second factor is asked for it, whatever
//! the rule, except in a remembered browser where the company allows that.

/// The rule of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondFactorRule {
    /// Nobody can add one; those that are there go on.
    Off,
    /// Whoever wants one adds it.
    #[default]
    Offered,
    /// Everybody needs one from this moment on, in milliseconds since the Unix epoch.
    Required {
        /// From when on, in milliseconds since the Unix epoch.
        from_ms: i64,
    },
}

impl SecondFactorRule {
    /// The text in the store, and the moment beside it.
    pub const fn as_stored(self) -> (&'static str, Option<i64>) {
        match self {
            Self::Off => ("off", None),
            Self::Offered => ("offered", None),
            Self::Required { from_ms } => ("required", Some(from_ms)),
        }
    }

    /// Reads [`Self::as_stored`]; `None` for anything else.
    pub fn from_stored(text: &str, from_ms: Option<i64>) -> Option<Self> {
        match (text, from_ms) {
            ("off", _) => Some(Self::Off),
            ("offered", _) => Some(Self::Offered),
            ("required", Some(from_ms)) => Some(Self::Required { from_ms }),
            _ => None,
        }
    }

    /// Whether everybody needs one now.
    pub const fn is_required(self, now_ms: i64) -> bool {
        matches!(self, Self::Required { from_ms } if from_ms <= now_ms)
    }

    /// Whether people may have browsers remembered where nobody said so: a company that requires a second step has its reasons.
    pub const fn remembers_browsers(self) -> bool {
        !matches!(self, Self::Required { .. })
    }
}

/// What is known of the browser in which a password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownBrowser {
    /// Whether the second factor of this very account was shown in it, not too long ago, and it was to be remembered.
    pub is_remembered: bool,
    /// Whether the company lets browsers be remembered.
    pub may_be: bool,
}

impl KnownBrowser {
    /// One of which nothing is known; what a script has.
    pub const NONE: Self = Self {
        is_remembered: false,
        may_be: false,
    };

    /// Whether it stands for the second factor.
    pub const fn stands_for_factor(self) -> bool {
        self.is_remembered && self.may_be
    }
}

/// What comes after a right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterPassword {
    /// A session.
    Session,
    /// The second factor is asked for.
    Ask,
    /// The person adds one first.
    Enrol,
}

/// Decides what comes after a right password. `has_factor` says whether the person has a second factor; `now_ms` is in milliseconds since
/// the Unix epoch.
pub const fn after_password(
    rule: SecondFactorRule,
    has_factor: bool,
    browser: KnownBrowser,
    now_ms: i64,
) -> AfterPassword {
    match (has_factor, rule.is_required(now_ms)) {
        (true, _) if browser.stands_for_factor() => AfterPassword::Session,
        (true, _) => AfterPassword::Ask,
        (false, true) => AfterPassword::Enrol,
        (false, false) => AfterPassword::Session,
    }
}

/// Whether a password alone opens something to a script, which can show nothing else.
pub const fn is_password_enough(rule: SecondFactorRule, has_factor: bool, now_ms: i64) -> bool {
    let after = after_password(rule, has_factor, KnownBrowser::NONE, now_ms);
    matches!(after, AfterPassword::Session)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules() -> impl Strategy<Value = SecondFactorRule> {
        prop_oneof![
            Just(SecondFactorRule::Off),
            Just(SecondFactorRule::Offered),
            (0i64..200).prop_map(|from_ms| SecondFactorRule::Required { from_ms }),
        ]
    }

    proptest! {
        #[test]
        fn a_rule_is_read_as_it_is_written(rule in rules()) {
            let (text, from_ms) = rule.as_stored();
            prop_assert_eq!(SecondFactorRule::from_stored(text, from_ms), Some(rule));
        }

        #[test]
        fn whoever_has_one_is_asked_and_nobody_without_one_is_let_in_where_it_is_required(
            rule in rules(), has_factor in any::<bool>(), is_remembered in any::<bool>(), now_ms in 0i64..200,
        ) {
            let browser = KnownBrowser { is_remembered, may_be: false };
            let after = after_password(rule, has_factor, browser, now_ms);
            prop_assert_eq!(after == AfterPassword::Ask, has_factor);
            if after == AfterPassword::Session {
                prop_assert!(!has_factor && !rule.is_required(now_ms));
            }
            prop_assert_eq!(is_password_enough(rule, has_factor, now_ms), after == AfterPassword::Session);
        }

        #[test]
        fn a_browser_stands_for_a_factor_that_is_there_and_nothing_else(
            rule in rules(), has_factor in any::<bool>(), now_ms in 0i64..200,
        ) {
            let browser = KnownBrowser { is_remembered: true, may_be: true };
            let after = after_password(rule, has_factor, browser, now_ms);
            let without = after_password(rule, has_factor, KnownBrowser::NONE, now_ms);
            match has_factor {
                true => prop_assert_eq!(after, AfterPassword::Session),
                false => prop_assert_eq!(after, without, "whoever has none adds one all the same"),
            }
        }
    }
}
