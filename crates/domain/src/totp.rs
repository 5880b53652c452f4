//! Codes of an app (TOTP, RFC 6238): which of them is right at a moment, and where the app gets its secret from. Invariant: a code works
//! once; after one of a time step was used, none of that step or of an earlier one works.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

/// Bytes of a secret: 160 bits, as RFC 4226 §4 wants it.
pub const SECRET_BYTES: usize = 20;

/// Length of a time step, in seconds.
const STEP_SECONDS: i64 = 30;

/// Number of time steps by which a phone's clock may be behind or ahead (RFC 6238 §5.2).
const SKEW: i64 = 1;

/// Digits of a code.
const DIGITS: usize = 6;

/// How long a secret that was shown can be confirmed, in milliseconds.
pub const ENROLMENT_MS: i64 = 30 * 60 * 1000;

/// Before the first code was used.
pub const NO_STEP: i64 = -1;

/// What stays as it is in the address that an app reads.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@');

/// A secret as it is typed into an app: base32 without padding.
pub fn spelled(secret: [u8; SECRET_BYTES]) -> Zeroizing<String> {
    Zeroizing::new(Secret::from(secret).to_base32())
}

/// The address that a QR code holds (`otpauth://`): `secret` as [`spelled`], who issues it, and for which account.
pub fn uri(secret: &str, issuer: &str, account: &str) -> Zeroizing<String> {
    // A colon parts the two names.
    let issuer = issuer.replace(':', " ");
    let issuer = utf8_percent_encode(&issuer, KEPT).to_string();
    let account = utf8_percent_encode(account, KEPT);
    Zeroizing::new(format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}"
    ))
}

/// A code as it was typed, without the spaces between its halves; `None` where it can be none.
pub fn typed_code(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .take(DIGITS + 1)
        .collect();
    let is_code = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(digits)
}

/// The step whose code this is, among those around `now_ms` that are newer than `last_step`; `None` where it is of no such step.
pub fn step_of(secret: &str, typed: &str, last_step: i64, now_ms: i64) -> Option<i64> {
    let code = typed_code(typed)?;
    let totp = totp(secret)?;
    let now = now_ms.div_euclid(1000).div_euclid(STEP_SECONDS);
    // Each of them is computed, whichever fits, so that the time says nothing.
    let fitting = (now - SKEW..=now + SKEW).filter(|step| is_code_of(&totp, *step, &code));
    let fitting: Vec<i64> = fitting.collect();
    fitting.into_iter().find(|step| *step > last_step)
}

/// The code of the step at `at_ms`, for tests and for those who have no app at hand.
pub fn code_at(secret: &str, at_ms: i64) -> Option<String> {
    let seconds = u64::try_from(at_ms.div_euclid(1000)).ok()?;
    Some(totp(secret)?.generate(seconds).to_string())
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).with_skew(0).build().ok()
}

fn is_code_of(totp: &Totp, step: i64, code: &str) -> bool {
    let seconds = u64::try_from(step.saturating_mul(STEP_SECONDS));
    seconds.is_ok_and(|seconds| totp.check(code, seconds).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STEP_MS: i64 = STEP_SECONDS * 1000;

    /// RFC 6238, appendix B, the last six digits of its eight.
    #[test]
    fn codes_are_those_of_the_specification() {
        let secret = spelled(*b"12345678901234567890");
        assert_eq!(secret.as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(&secret, seconds * 1000).as_deref(), Some(code));
            assert_eq!(
                step_of(&secret, code, NO_STEP, seconds * 1000),
                Some(seconds / 30)
            );
        }
    }

    #[test]
    fn an_app_finds_its_names_and_its_secret() {
        let uri = uri("GEZDGNBV", "Acme: sign in", "ada+x@acme.example");
        assert_eq!(
            uri.as_str(),
            "otpauth://totp/Acme%20%20sign%20in:ada%2Bx@acme.example?secret=GEZDGNBV&issuer=Acme%20%20sign%20in"
        );
    }

    #[test]
    fn a_code_may_have_spaces_and_nothing_else() {
        assert_eq!(typed_code(" 287 082 ").as_deref(), Some("287082"));
        assert_eq!(typed_code("287-082").as_deref(), Some("287082"));
        for bad in ["", "28708", "2870821", "28708x", "２８７０８２", "28708\u{0}"] {
            assert_eq!(typed_code(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_code_works_one_step_early_or_late_and_not_beyond(
            secret in any::<[u8; SECRET_BYTES]>(),
            at in 10i64..4_000_000_000,
            off in -5i64..=5,
        ) {
            let secret = spelled(secret);
            let now = at * 1000;
            let shown = now + off * STEP_MS;
            let code = code_at(&secret, shown).expect("a code");
            let step = step_of(&secret, &code, NO_STEP, now);
            if off.abs() <= SKEW && shown >= 0 {
                // Two steps may have the same code: then the earlier one is taken.
                prop_assert!(step.is_some_and(|step| step <= shown.div_euclid(STEP_MS)));
            } else if let Some(step) = step {
                prop_assert_eq!(code_at(&secret, step * STEP_MS), Some(code), "the same code by chance");
            }
        }

        #[test]
        fn no_code_works_twice_in_whatever_order_they_come(
            secret in any::<[u8; SECRET_BYTES]>(),
            tries in prop::collection::vec((0i64..300, -2i64..=2), 1..30),
        ) {
            let secret = spelled(secret);
            let (mut last, mut used) = (NO_STEP, Vec::new());
            for (seconds, off) in tries {
                let now = 1_700_000_000_000 + seconds * 1000;
                let code = code_at(&secret, now + off * STEP_MS).expect("a code");
                if let Some(step) = step_of(&secret, &code, last, now) {
                    prop_assert!(step > last && !used.contains(&step));
                    last = step;
                    used.push(step);
                }
            }
        }

        #[test]
        fn whatever_is_typed_is_looked_at(typed in any::<String>(), secret in any::<String>(), now in any::<i64>()) {
            prop_assert!(step_of(&secret, &typed, NO_STEP, now).is_none() || typed_code(&typed).is_some());
        }
    }
}
