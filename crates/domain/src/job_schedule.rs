//! When a job is tried again, and when it is given up. Invariant: no pause is shorter than the one before it, and no attempt begins
//! at or after the job's expiry.

/// How long a kind of jobs waits between attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Pause after the first attempt that failed, in milliseconds; each later pause is twice as long.
    pub first_ms: i64,
    /// Longest pause, in milliseconds.
    pub longest_ms: i64,
}

/// What to do next with a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Try again at this time, in milliseconds since the Unix epoch.
    TryAgainAt(i64),
    /// Delete it.
    GiveUp,
}

/// The part of a pause, in percent, by which it is lengthened at most: jobs that failed together are not tried again together.
pub const JITTER_PERCENT: i64 = 10;

/// The pause after the attempt with the number `attempts` (from 1), without jitter.
pub fn pause_ms(backoff: Backoff, attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    backoff
        .first_ms
        .saturating_mul(1 << doublings)
        .min(backoff.longest_ms)
}

/// Decides after a failure at `now_ms`. `attempts` counts the one that failed; `jitter` (0 to 255) places the attempt within the time by
/// which the pause is lengthened.
pub fn after_failure(
    backoff: Backoff,
    attempts: i64,
    jitter: u8,
    now_ms: i64,
    expires_at_ms: Option<i64>,
) -> NextStep {
    let pause = pause_ms(backoff, attempts);
    let lengthened = pause / 100 * JITTER_PERCENT * i64::from(jitter) / 255;
    let next = now_ms.saturating_add(pause).saturating_add(lengthened);
    match expires_at_ms {
        Some(expires_at_ms) if next >= expires_at_ms => NextStep::GiveUp,
        _ => NextStep::TryAgainAt(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn backoff() -> impl Strategy<Value = Backoff> {
        (1..100_000_i64, 1..100_i64).prop_map(|(first_ms, times)| Backoff {
            first_ms,
            longest_ms: first_ms * times,
        })
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let minutes = Backoff {
            first_ms: 1,
            longest_ms: 60,
        };
        let pauses = (1..=9).map(|attempts| pause_ms(minutes, attempts));
        assert_eq!(pauses.collect::<Vec<_>>(), [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    proptest! {
        #[test]
        fn pauses_grow_and_have_an_end(backoff in backoff(), attempts in any::<i64>()) {
            let pause = pause_ms(backoff, attempts);
            prop_assert!((backoff.first_ms..=backoff.longest_ms).contains(&pause));
            prop_assert!(pause <= pause_ms(backoff, attempts.saturating_add(1)));
        }

        #[test]
        fn the_next_attempt_is_within_the_jitter_and_before_the_expiry(
            backoff in backoff(), attempts in any::<i64>(), jitter in any::<u8>(),
            now in 0..i64::MAX / 2, left in prop::option::of(0..i64::MAX / 4),
        ) {
            let pause = pause_ms(backoff, attempts);
            let longest = pause + pause * JITTER_PERCENT / 100;
            match after_failure(backoff, attempts, jitter, now, left.map(|left| now + left)) {
                NextStep::TryAgainAt(at) => {
                    prop_assert!(at >= now + pause && at <= now + longest);
                    prop_assert!(left.is_none_or(|left| at < now + left));
                }
                NextStep::GiveUp => prop_assert!(left.is_some_and(|left| left <= longest)),
            }
        }

        #[test]
        fn jobs_that_failed_together_are_spread(backoff in backoff(), attempts in 1..20_i64, now in 0..i64::MAX / 2) {
            let at = |jitter| after_failure(backoff, attempts, jitter, now, None);
            if pause_ms(backoff, attempts) >= 10_000 {
                prop_assert_ne!(at(0), at(128));
                prop_assert_ne!(at(128), at(255));
            }
        }
    }
}
