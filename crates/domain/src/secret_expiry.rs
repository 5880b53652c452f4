//! When admins are warned that the client secret of their identity provider expires. Invariant: each warning goes out once, and one that is
//! late takes the place of those before it.

/// How many days ahead a warning goes out. The last one says that it has expired, or does so today.
pub const WARNED_DAYS: [i64; 4] = [60, 30, 7, 0];

/// From how many days on the screens warn.
pub const SHOWN_DAYS: i64 = WARNED_DAYS[0];

/// The warning that is due: how many days ahead it is of, one of [`WARNED_DAYS`]. `days_left`: whole days until the last day on which the
/// secret works, negative behind it. `warned_days`: the warning that went out last.
pub fn warning_due(days_left: i64, warned_days: Option<i64>) -> Option<i64> {
    let reached = WARNED_DAYS.into_iter().filter(|days| days_left <= *days).min()?;
    let is_new = warned_days.is_none_or(|warned| reached < warned);
    is_new.then_some(reached)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_date_far_away_warns_nobody() {
        assert_eq!(warning_due(61, None), None);
        assert_eq!(warning_due(60, None), Some(60));
        assert_eq!(warning_due(-400, None), Some(0));
    }

    proptest! {
        #[test]
        fn however_seldom_somebody_looks_each_warning_goes_out_at_most_once_and_none_too_early(
            begins in 0_i64..200, steps in prop::collection::vec(1_i64..50, 1..40)
        ) {
            let (mut left, mut warned, mut sent) = (begins, None, Vec::new());
            for step in steps {
                if let Some(due) = warning_due(left, warned) {
                    prop_assert!(left <= due);
                    // Nothing that is nearer was reached, and would have been the one to send.
                    prop_assert!(WARNED_DAYS.into_iter().all(|days| days >= due || left > days));
                    sent.push(due);
                    warned = Some(due);
                }
                left -= step;
            }
            prop_assert!(sent.windows(2).all(|pair| pair[0] > pair[1]));
            let last = left + 50;
            prop_assert!(last > 0 || sent.last() == Some(&0) || left > 0, "{sent:?}");
        }
    }
}
