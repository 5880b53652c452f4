//! What a mail server's reply means for a mail, and how long the pauses between attempts are.

use super::job_schedule::Backoff;

/// A minute, in milliseconds.
const MINUTE_MS: i64 = 60 * 1000;
/// Pauses of 1, 2, 4… minutes up to an hour.
pub const BACKOFF: Backoff = Backoff {
    first_ms: MINUTE_MS,
    longest_ms: 60 * MINUTE_MS,
};

/// Why a try came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The server will never take this mail, e.g. because it knows no such recipient.
    Refused,
    /// Anything that may pass: no connection, no time, a server that wants to wait or does not let us in.
    NotNow,
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

    #[test]
    fn a_refusal_is_final_unless_it_is_about_us() {
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
}
