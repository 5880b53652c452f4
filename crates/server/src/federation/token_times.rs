//! The times in a token (`iat`, `exp`, `nbf`; RFC 7519 §4.1), for ID tokens and logout tokens alike. Invariant: a refusal over a time
//! says by how many seconds, and so does a token that comes from a fast clock and is taken all the same.

use serde_json::{Map, Value};

use super::object::moment_ms;

/// How long a token is taken after its `exp`: clocks are apart.
pub(super) const LEEWAY_MS: i64 = 60_000;
/// How far an identity provider's clock may be ahead. Such a token was made a moment ago by somebody who holds the issuer's key: that
/// its clock is fast helps no attacker, and one without a time server is minutes off.
const FURTHEST_AHEAD_MS: i64 = 180_000;
/// From there on the operator is told that the clocks are apart.
const WORTH_TELLING_MS: i64 = 5_000;
/// A token is made when a code is redeemed or a logout happens: an older one is somebody's leftover.
pub(super) const OLDEST_MS: i64 = 10 * 60_000;

/// The times of a token that is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) issued_at_ms: i64,
    pub(super) expires_at_ms: i64,
    /// The claim that is further ahead of the clock than chance explains, and by how many seconds.
    pub(super) ahead: Option<(&'static str, i64)>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeFault {
    pub(super) claim: &'static str,
    pub(super) reason: &'static str,
    /// By how many seconds, where it is a matter of seconds.
    pub(super) seconds: Option<i64>,
}

/// Checks the times of a token against the machine's clock.
pub(super) fn check(claims: &Map<String, Value>, now_ms: i64) -> Result<Times, TimeFault> {
    let issued_at_ms = required(claims, "iat", "`iat` is missing", "`iat` is no number")?;
    let expires_at_ms = required(claims, "exp", "`exp` is missing", "`exp` is no number")?;
    let not_before_ms = moment_ms(claims, "nbf").map_err(|_| fault("nbf", "`nbf` is no number", None))?;
    let over_ms = now_ms.saturating_sub(expires_at_ms);
    if over_ms >= LEEWAY_MS {
        return Err(fault("exp", "the token has expired", Some(over_ms)));
    }
    let age_ms = now_ms.saturating_sub(issued_at_ms);
    if age_ms > OLDEST_MS {
        return Err(fault("iat", "`iat` is more than 10 minutes ago", Some(age_ms)));
    }
    let ahead = [
        ("iat", "`iat` is in the future", Some(issued_at_ms)),
        ("nbf", "`nbf` is in the future", not_before_ms),
    ];
    let ahead = ahead.map(|(claim, reason, at_ms)| {
        (
            claim,
            reason,
            at_ms.map_or(0, |at_ms| at_ms.saturating_sub(now_ms)),
        )
    });
    if let Some((claim, reason, by_ms)) = ahead.into_iter().find(|(_, _, by_ms)| *by_ms > FURTHEST_AHEAD_MS) {
        return Err(fault(claim, reason, Some(by_ms)));
    }
    let worth_telling = ahead.into_iter().find(|(_, _, by_ms)| *by_ms > WORTH_TELLING_MS);
    Ok(Times {
        issued_at_ms,
        expires_at_ms,
        ahead: worth_telling.map(|(claim, _, by_ms)| (claim, seconds(by_ms))),
    })
}

fn required(
    claims: &Map<String, Value>,
    claim: &'static str,
    missing: &'static str,
    no_number: &'static str,
) -> Result<i64, TimeFault> {
    match moment_ms(claims, claim) {
        Ok(Some(at_ms)) => Ok(at_ms),
        Ok(None) => Err(fault(claim, missing, None)),
        Err(_) => Err(fault(claim, no_number, None)),
    }
}

fn fault(claim: &'static str, reason: &'static str, by_ms: Option<i64>) -> TimeFault {
    TimeFault {
        claim,
        reason,
        seconds: by_ms.map(seconds),
    }
}

/// Begun seconds count.
const fn seconds(ms: i64) -> i64 {
    ms.saturating_add(999).div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW_MS: i64 = 1_800_000_000_000;

    fn checked(iat: i64, exp: i64, nbf: Option<i64>) -> Result<Times, TimeFault> {
        let at = |by: i64| json!(NOW_MS / 1_000 + by);
        let claims = json!({ "iat": at(iat), "exp": at(exp), "nbf": nbf.map(at) });
        check(claims.as_object().unwrap(), NOW_MS)
    }

    fn refused(claim: &'static str, by: i64, outcome: Result<Times, TimeFault>) {
        let fault = outcome.unwrap_err();
        assert_eq!((fault.claim, fault.seconds), (claim, Some(by)), "{fault:?}");
    }

    #[test]
    fn a_clock_may_be_three_minutes_ahead_and_the_number_is_known() {
        assert_eq!(checked(0, 300, None).unwrap().ahead, None);
        assert_eq!(checked(5, 300, None).unwrap().ahead, None);
        assert_eq!(checked(180, 480, None).unwrap().ahead, Some(("iat", 180)));
        assert_eq!(checked(0, 480, Some(180)).unwrap().ahead, Some(("nbf", 180)));
        refused("iat", 181, checked(181, 481, None));
        refused("nbf", 181, checked(0, 481, Some(181)));
    }

    #[test]
    fn the_end_has_a_minute_of_leeway_and_the_beginning_ten() {
        assert!(checked(-60, -59, None).is_ok());
        refused("exp", 60, checked(-60, -60, None));
        assert!(checked(-600, 1, None).is_ok());
        refused("iat", 601, checked(-601, 1, None));
    }

    #[test]
    fn numbers_are_numbers_and_texts_are_none() {
        let float = json!({ "iat": 1.8e9, "exp": 1_800_000_300.25, "nbf": null });
        assert!(check(float.as_object().unwrap(), NOW_MS).is_ok());
        for (claim, value) in [
            ("iat", json!("1800000000")),
            ("iat", json!([])),
            ("exp", json!("never")),
            ("exp", json!(true)),
            ("nbf", json!("soon")),
        ] {
            let mut claims = json!({ "iat": 1_800_000_000, "exp": 1_800_000_300 });
            claims[claim] = value;
            let fault = check(claims.as_object().unwrap(), NOW_MS).unwrap_err();
            assert_eq!((fault.claim, fault.seconds), (claim, None));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_taken_is_of_now(iat in any::<i64>(), exp in any::<i64>(), nbf in prop::option::of(any::<i64>())) {
            let claims = json!({ "iat": iat, "exp": exp, "nbf": nbf });
            if let Ok(times) = check(claims.as_object().unwrap(), NOW_MS) {
                prop_assert!((NOW_MS - OLDEST_MS..=NOW_MS + FURTHEST_AHEAD_MS).contains(&times.issued_at_ms));
                prop_assert!(times.expires_at_ms > NOW_MS - LEEWAY_MS);
            }
        }
    }
}
