//! What an app's response to a logout token means (OpenID Connect Back-Channel Logout 1.0 §2.8), and for how long the app is tried.

use super::job_schedule::Backoff;

/// How long an app is tried to be told, in milliseconds: a day, longer than its own sessions should last.
pub const PATIENCE_MS: i64 = 24 * 60 * 60 * 1000;
/// Pauses of 5, 10, 20… seconds up to a quarter of an hour.
pub const BACKOFF: Backoff = Backoff {
    first_ms: 5 * 1000,
    longest_ms: 15 * 60 * 1000,
};
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
