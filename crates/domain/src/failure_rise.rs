//! Whether sign-ins fail more often than usual: of which admins are told where they look after single sign-on. Invariant: more failures
//! never make it less so, and fewer failures before it never do either.

/// The time that counts as now, in milliseconds: an hour.
pub const RECENT_MS: i64 = 60 * 60 * 1000;
/// The time before that with which it is compared, in hours: six days and 23 hours, so that both are a week.
pub const HOURS_BEFORE: u64 = 7 * 24 - 1;
/// Fewer failures than this are not reported.
pub const FEWEST: u64 = 5;
/// How many times the usual number counts as a rise.
const TIMES: u64 = 3;

/// Whether `recent` failures of the last hour are many, after `before` of the rest of the week.
pub const fn is_rising(recent: u64, before: u64) -> bool {
    recent >= FEWEST && recent.saturating_mul(HOURS_BEFORE) > TIMES.saturating_mul(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_usual_is_no_rise() {
        assert!(!is_rising(4, 0), "a few");
        assert!(is_rising(5, 0), "out of the blue");
        assert!(!is_rising(10, 10 * HOURS_BEFORE), "as ever");
        assert!(
            !is_rising(30, 10 * HOURS_BEFORE),
            "three times as many are not more than three times"
        );
        assert!(is_rising(31, 10 * HOURS_BEFORE));
    }

    proptest! {
        #[test]
        fn more_failures_never_make_it_less_so(recent in 0u64..100_000, before in 0u64..10_000_000, more in 0u64..100_000) {
            if is_rising(recent, before) {
                prop_assert!(is_rising(recent + more, before));
                prop_assert!(is_rising(recent, before.saturating_sub(more)));
                prop_assert!(recent >= FEWEST);
            }
        }

        #[test]
        fn the_same_in_each_hour_is_never_a_rise(hourly in 0u64..100_000) {
            prop_assert!(!is_rising(hourly, hourly * HOURS_BEFORE));
        }
    }
}
