//! What becomes of a logout token that an app was sent (OpenID Connect Back-Channel Logout 1.0 §2.8): it is settled, or there is
//! another try later.

/// How long an app is tried to be told, in milliseconds: a day, longer than its own sessions should last.
pub const PATIENCE_MS: i64 = 24 * 60 * 60 * 1000;
/// Pause after the first try that came to nothing.
const FIRST_PAUSE_MS: i64 = 5 * 1000;
/// Longest pause between two tries.
const LONGEST_PAUSE_MS: i64 = 15 * 60 * 1000;
/// How long an app that does not answer is left alone, whoever else is to be signed out there.
pub const SILENCE_MS: i64 = 10 * 1000;

/// What an app's answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It has signed the person out.
    Done,
    /// It does not take this token, and will not take the next one either.
    Refused,
    /// Anything that may pass.
    NotNow,
}

/// By the status alone: 200 is what the specification wants, 204 what some frameworks make of it, 400 a refusal.
pub const fn verdict(status: u16) -> Verdict {
    match status {
        200 | 204 => Verdict::Done,
        400 => Verdict::Refused,
        _ => Verdict::NotNow,
    }
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Try again at this time, in milliseconds since the Unix epoch.
    TryAgainAt(i64),
    /// Forget it.
    GiveUp,
}

/// After the try with the number `tries` (from 1), pauses of 5, 10, 20… seconds up to a quarter of an hour, until the end.
pub fn after(tries: i64, now_ms: i64, expires_at_ms: i64) -> NextStep {
    let doublings = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or(0);
    let pause = (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS);
    let next = now_ms.saturating_add(pause);
    if next < expires_at_ms {
        NextStep::TryAgainAt(next)
    } else {
        NextStep::GiveUp
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let seconds = |tries| match after(tries, 0, i64::MAX) {
            NextStep::TryAgainAt(at) => at / 1000,
            NextStep::GiveUp => -1,
        };
        let pauses = (1..=10).map(seconds).collect::<Vec<_>>();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    }

    #[test]
    fn a_status_settles_it_or_does_not() {
        for (status, expected) in [
            (200, Verdict::Done),
            (204, Verdict::Done),
            (400, Verdict::Refused),
            (202, Verdict::NotNow),
            (302, Verdict::NotNow),
            (401, Verdict::NotNow),
            (404, Verdict::NotNow),
            (500, Verdict::NotNow),
            (503, Verdict::NotNow),
        ] {
            assert_eq!(verdict(status), expected, "{status}");
        }
    }

    proptest! {
        #[test]
        fn a_next_try_is_later_and_before_the_end(tries in any::<i64>(), now in 0..i64::MAX / 2, left in 0..i64::MAX / 4) {
            match after(tries, now, now + left) {
                NextStep::TryAgainAt(at) => {
                    prop_assert!(at >= now + FIRST_PAUSE_MS && at <= now + LONGEST_PAUSE_MS);
                    prop_assert!(at < now + left);
                }
                NextStep::GiveUp => prop_assert!(left <= LONGEST_PAUSE_MS),
            }
        }
    }
}
