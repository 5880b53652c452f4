//! Checks the times of a token (`iat`, `exp`, `nbf`; RFC 7519 §4.1), for ID tokens and logout tokens alike. Invariant: a refusal says by how
//! many seconds a time is wrong; an accepted token says by how many seconds the issuer's clock is ahead, if that is worth reporting.

use serde_json::{Map, Value};

use crate::object::moment_ms;
use crate::refusal::{Check, Refusal};

/// From this difference on, the operator of the relying party is informed that the clocks differ.
const WORTH_REPORTING_MS: i64 = 5_000;

/// How far the clocks of issuer and relying party may be apart, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerance {
    /// How long a token is accepted after its `exp`.
    pub after_expiry_ms: i64,
    /// How far the issuer's clock may be ahead.
    pub ahead_ms: i64,
    /// Greatest age by `iat`. A token is issued when a code is redeemed or a session ends, so an older one is replayed.
    pub oldest_ms: i64,
}

impl Default for Tolerance {
    /// One minute for the clocks, ten for the age.
    fn default() -> Self {
        Self {
            after_expiry_ms: 60_000,
            ahead_ms: 60_000,
            oldest_ms: 600_000,
        }
    }
}

/// The claim whose time is noticeably ahead of our clock, and by how many seconds.
pub type Ahead = Option<(&'static str, i64)>;

/// The times of an accepted token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) issued_at_ms: i64,
    pub(crate) expires_at_ms: i64,
    pub(crate) ahead: Ahead,
}

/// Checks the times of a token against the machine's clock.
pub(crate) fn check(
    claims: &Map<String, Value>,
    tolerance: Tolerance,
    now_ms: i64,
) -> Result<Times, Refusal> {
    let issued_at_ms = required(claims, "iat", "`iat` is missing", "`iat` is no number")?;
    let expires_at_ms = required(claims, "exp", "`exp` is missing", "`exp` is no number")?;
    let not_before_ms = moment_ms(claims, "nbf").map_err(|_| refused("nbf", "`nbf` is no number", None))?;
    let over_ms = now_ms.saturating_sub(expires_at_ms);
    if over_ms >= tolerance.after_expiry_ms {
        return Err(refused("exp", "the token has expired", Some(over_ms)));
    }
    let age_ms = now_ms.saturating_sub(issued_at_ms);
    if age_ms > tolerance.oldest_ms {
        return Err(refused("iat", "`iat` is too long ago", Some(age_ms)));
    }
    let ahead_by = |at_ms: i64| at_ms.saturating_sub(now_ms);
    let ahead = [
        ("iat", "`iat` is in the future", ahead_by(issued_at_ms)),
        ("nbf", "`nbf` is in the future", not_before_ms.map_or(0, ahead_by)),
    ];
    if let Some((claim, reason, by_ms)) = ahead
        .into_iter()
        .find(|(_, _, by_ms)| *by_ms > tolerance.ahead_ms)
    {
        return Err(refused(claim, reason, Some(by_ms)));
    }
    let reported = ahead
        .into_iter()
        .find(|(_, _, by_ms)| *by_ms > WORTH_REPORTING_MS);
    Ok(Times {
        issued_at_ms,
        expires_at_ms,
        ahead: reported.map(|(claim, _, by_ms)| (claim, seconds(by_ms))),
    })
}

/// Whether a clock is so far ahead that the operator of the relying party is informed.
pub(crate) const fn is_worth_reporting(ahead_ms: i64) -> bool {
    ahead_ms > WORTH_REPORTING_MS
}

fn required(
    claims: &Map<String, Value>,
    claim: &'static str,
    missing: &'static str,
    no_number: &'static str,
) -> Result<i64, Refusal> {
    match moment_ms(claims, claim) {
        Ok(Some(at_ms)) => Ok(at_ms),
        Ok(None) => Err(refused(claim, missing, None)),
        Err(_) => Err(refused(claim, no_number, None)),
    }
}

fn refused(claim: &'static str, reason: &'static str, by_ms: Option<i64>) -> Refusal {
    let check = match claim {
        "iat" => Check::IssuedAt,
        _ => Check::Expiry,
    };
    Refusal {
        seconds: by_ms.map(seconds),
        ..Refusal::new(check, reason).about(claim)
    }
}

/// Milliseconds in seconds, rounded up.
const fn seconds(ms: i64) -> i64 {
    ms.saturating_add(999).div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW_MS: i64 = 1_800_000_000_000;
    const WIDE: Tolerance = Tolerance {
        after_expiry_ms: 60_000,
        ahead_ms: 180_000,
        oldest_ms: 600_000,
    };

    fn checked(iat: i64, exp: i64, nbf: Option<i64>) -> Result<Times, Refusal> {
        let at = |by: i64| json!(NOW_MS / 1_000 + by);
        let claims = json!({ "iat": at(iat), "exp": at(exp), "nbf": nbf.map(at) });
        check(claims.as_object().unwrap(), WIDE, NOW_MS)
    }

    fn is_refused(claim: &'static str, by: i64, outcome: Result<Times, Refusal>) {
        let refusal = outcome.unwrap_err();
        assert_eq!(
            (refusal.member, refusal.seconds),
            (Some(claim), Some(by)),
            "{refusal:?}"
        );
    }

    #[test]
    fn a_clock_may_be_three_minutes_ahead_and_the_number_is_known() {
        assert_eq!(checked(0, 300, None).unwrap().ahead, None);
        assert_eq!(checked(5, 300, None).unwrap().ahead, None);
        assert_eq!(checked(180, 480, None).unwrap().ahead, Some(("iat", 180)));
        assert_eq!(checked(0, 480, Some(180)).unwrap().ahead, Some(("nbf", 180)));
        is_refused("iat", 181, checked(181, 481, None));
        is_refused("nbf", 181, checked(0, 481, Some(181)));
    }

    #[test]
    fn the_end_has_a_minute_of_leeway_and_the_beginning_ten() {
        assert!(checked(-60, -59, None).is_ok());
        is_refused("exp", 60, checked(-60, -60, None));
        assert!(checked(-600, 1, None).is_ok());
        is_refused("iat", 601, checked(-601, 1, None));
    }

    #[test]
    fn numbers_are_numbers_and_texts_are_none() {
        let float = json!({ "iat": 1.8e9, "exp": 1_800_000_300.25, "nbf": null });
        assert!(check(float.as_object().unwrap(), WIDE, NOW_MS).is_ok());
        for (claim, value) in [
            ("iat", json!("1800000000")),
            ("iat", json!([])),
            ("exp", json!("never")),
            ("exp", json!(true)),
            ("nbf", json!("soon")),
        ] {
            let mut claims = json!({ "iat": 1_800_000_000, "exp": 1_800_000_300 });
            claims[claim] = value;
            let refusal = check(claims.as_object().unwrap(), WIDE, NOW_MS).unwrap_err();
            assert_eq!((refusal.member, refusal.seconds), (Some(claim), None));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_taken_is_of_now(iat in any::<i64>(), exp in any::<i64>(), nbf in prop::option::of(any::<i64>())) {
            let claims = json!({ "iat": iat, "exp": exp, "nbf": nbf });
            if let Ok(times) = check(claims.as_object().unwrap(), WIDE, NOW_MS) {
                prop_assert!((NOW_MS - WIDE.oldest_ms..=NOW_MS + WIDE.ahead_ms).contains(&times.issued_at_ms));
                prop_assert!(times.expires_at_ms > NOW_MS - WIDE.after_expiry_ms);
            }
        }
    }
}
