//! What becomes of a mail that could not be sent: another try later, or none.

/// A minute, in milliseconds.
const MINUTE_MS: i64 = 60 * 1000;
/// Longest pause between two tries.
const LONGEST_PAUSE_MS: i64 = 60 * MINUTE_MS;

/// Why a try came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The server will never take this mail, e.g. because it knows no such recipient.
    Refused,
    /// Anything that may pass: no connection, no time, a server that wants to wait or does not let us in.
    NotNow,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailRetry {
    /// Try again at this time, in milliseconds since the Unix epoch.
    TryAgainAt(i64),
    /// Forget it.
    GiveUp,
}

/// After the try with the number `tries` (from 1), pauses of 1, 2, 4… minutes up to an hour, until the mail expires.
pub fn after(failure: Failure, tries: i64, now_ms: i64, expires_at_ms: i64) -> MailRetry {
    let doublings = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or(0);
    let pause = (MINUTE_MS << doublings).min(LONGEST_PAUSE_MS);
    let next = now_ms.saturating_add(pause);
    match failure {
        Failure::NotNow if next < expires_at_ms => MailRetry::TryAgainAt(next),
        _ => MailRetry::GiveUp,
    }
}

/// What the reply code of a mail server means for the mail (RFC 5321 §4.2.1). 530, 534, 535 and 538 (RFC 4954 §6) are
/// about us and not about the mail: an operator can repair that.
pub const fn failure_of_reply(code: u16) -> Failure {
    match code {
        530 | 534 | 535 | 538 => Failure::NotNow,
        500..=599 => Failure::Refused,
        _ => Failure::NotNow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let minutes = |tries| match after(Failure::NotNow, tries, 0, i64::MAX) {
            MailRetry::TryAgainAt(at) => at / MINUTE_MS,
            MailRetry::GiveUp => -1,
        };
        let pauses = (1..=9).map(minutes).collect::<Vec<_>>();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn a_refusal_is_final_unless_it_is_about_us() {
        assert_eq!(after(Failure::Refused, 1, 0, i64::MAX), MailRetry::GiveUp);
        for (code, failure) in [
            (550, Failure::Refused),
            (553, Failure::Refused),
            (535, Failure::NotNow),
            (530, Failure::NotNow),
            (450, Failure::NotNow),
            (421, Failure::NotNow),
        ] {
            assert_eq!(failure_of_reply(code), failure, "{code}");
        }
    }

    proptest! {
        #[test]
        fn a_next_try_is_later_and_before_the_end(tries in any::<i64>(), now in 0..i64::MAX / 2, left in 0..i64::MAX / 4) {
            match after(Failure::NotNow, tries, now, now + left) {
                MailRetry::TryAgainAt(at) => {
                    prop_assert!(at >= now + MINUTE_MS && at <= now + LONGEST_PAUSE_MS);
                    prop_assert!(at < now + left);
                }
                MailRetry::GiveUp => prop_assert!(left <= LONGEST_PAUSE_MS),
            }
        }
    }
}
