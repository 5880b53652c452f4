//! Who is reminded, and when, that a company requires a second step. Invariant: nobody is reminded twice within a day, nor where the company's
//! identity provider signs people in.

use super::second_factor_rule::SecondFactorRule;
use super::sign_in_way::Way;

/// How many days ahead the platform reminds by itself.
pub const DAYS_AHEAD: [i64; 2] = [7, 1];

/// A day, in milliseconds: so long nobody is reminded again.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The reminder that is due: how many days ahead it is of, one of [`DAYS_AHEAD`]. `reminded_days`: the one that went out last. One that is late takes
/// the place of those before it.
pub fn reminder_due(rule: SecondFactorRule, reminded_days: Option<i64>, now_ms: i64) -> Option<i64> {
    let SecondFactorRule::Required { from_ms } = rule else {
        return None;
    };
    let left_ms = from_ms - now_ms;
    let reached = DAYS_AHEAD
        .into_iter()
        .filter(|days| left_ms <= days * DAY_MS)
        .min()?;
    let is_new = reminded_days.is_none_or(|reminded| reached < reminded);
    // Who signs in then is told so on the spot.
    (left_ms > 0 && is_new).then_some(reached)
}

/// What is known of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonToRemind {
    /// How the person signs in.
    pub way: Way,
    /// Whether the account works.
    pub is_active: bool,
    /// Whether it has a password.
    pub has_password: bool,
    /// Whether it has a second factor.
    pub has_factor: bool,
    /// Whether a program uses it, and no person.
    pub is_service_account: bool,
    /// When the person was reminded last.
    pub reminded_at_ms: Option<i64>,
}

/// Whether the person is reminded now.
pub fn is_reminded(rule: SecondFactorRule, person: PersonToRemind, now_ms: i64) -> bool {
    let is_meant = matches!(rule, SecondFactorRule::Required { .. })
        && person.way == Way::Password
        && person.is_active
        && person.has_password
        && !person.has_factor
        && !person.is_service_account;
    let is_rested = person.reminded_at_ms.is_none_or(|at_ms| now_ms - at_ms >= DAY_MS);
    is_meant && is_rested
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MEANT: PersonToRemind = PersonToRemind {
        way: Way::Password,
        is_active: true,
        has_password: true,
        has_factor: false,
        is_service_account: false,
        reminded_at_ms: None,
    };
    const RULE: SecondFactorRule = SecondFactorRule::Required {
        from_ms: 100 * DAY_MS,
    };

    #[test]
    fn a_week_and_a_day_before_and_not_behind_it() {
        let due = |days: i64, reminded| reminder_due(RULE, reminded, (100 - days) * DAY_MS);
        assert_eq!(due(8, None), None);
        assert_eq!(due(7, None), Some(7));
        assert_eq!(due(3, Some(7)), None);
        assert_eq!(due(1, Some(7)), Some(1));
        assert_eq!(due(1, None), Some(1));
        assert_eq!(due(1, Some(1)), None);
        assert_eq!(due(0, None), None);
        assert_eq!(reminder_due(SecondFactorRule::Offered, None, 0), None);
    }

    #[test]
    fn each_reason_is_one() {
        assert!(is_reminded(RULE, MEANT, 5));
        for not_meant in [
            PersonToRemind {
                way: Way::Sso,
                ..MEANT
            },
            PersonToRemind {
                is_active: false,
                ..MEANT
            },
            PersonToRemind {
                has_password: false,
                ..MEANT
            },
            PersonToRemind {
                has_factor: true,
                ..MEANT
            },
            PersonToRemind {
                is_service_account: true,
                ..MEANT
            },
            PersonToRemind {
                reminded_at_ms: Some(4),
                ..MEANT
            },
        ] {
            assert!(!is_reminded(RULE, not_meant, 5), "{not_meant:?}");
        }
        assert!(!is_reminded(SecondFactorRule::Offered, MEANT, 5));
    }

    proptest! {
        #[test]
        fn nobody_is_reminded_twice_within_a_day(at_ms in 0_i64..DAY_MS * 9, later_ms in 0_i64..DAY_MS * 3) {
            let reminded = PersonToRemind { reminded_at_ms: Some(at_ms), ..MEANT };
            prop_assert_eq!(is_reminded(RULE, reminded, at_ms + later_ms), later_ms >= DAY_MS);
        }
    }
}
