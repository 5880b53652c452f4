//! Checks a logout token in full (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6). Invariant: what leaves this module was
//! said by the issuer, to us, a short while ago, and about a logout; whether it was said before is for the caller to know.

use serde_json::{Map, Value};

use crate::is_identifier;
use crate::jws::SignedToken;
use crate::keys::SigningKeys;
use crate::refusal::{Check, Refusal};
use crate::times::{self, Ahead, Tolerance};

/// The one event (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

type Object = Map<String, Value>;

/// What the token must say.
#[derive(Debug, Clone, Copy)]
pub struct LogoutTokenExpectation<'a> {
    /// `iss`
    pub issuer: &'a str,
    /// This client, for `aud`.
    pub client_id: &'a str,
    /// Whether `aud` may hold others beside this client.
    pub may_have_other_audiences: bool,
    /// How far clocks may be apart.
    pub tolerance: Tolerance,
    /// The machine's clock, in milliseconds since 1970.
    pub now_ms: i64,
}

/// What a good token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutToken {
    /// `iss`
    pub issuer: String,
    /// `sub`; this or `sid` is there.
    pub subject: Option<String>,
    /// `sid`
    pub sid: Option<String>,
    /// `jti`: it must not have come before.
    pub jti: String,
    /// From then on it is too old, by the machine's clock, in milliseconds.
    pub dies_in_ms: i64,
    /// The claim that is ahead of the clock, and by how many seconds.
    pub ahead: Ahead,
}

/// What can be seen without keys: the form, and who it says that it is from. Nobody needs to be asked for keys on behalf of a
/// token that is refused anyway.
///
/// # Errors
/// [`Refusal`] with the first check that the token does not pass.
pub fn look(raw: &str, expected: &LogoutTokenExpectation<'_>) -> Result<(), Refusal> {
    check_claims(&read(raw)?.claims, expected).map(drop)
}

/// Checks everything.
///
/// # Errors
/// [`Refusal`] with the first check that the token does not pass.
pub fn verify(
    raw: &str,
    keys: &SigningKeys,
    expected: &LogoutTokenExpectation<'_>,
) -> Result<LogoutToken, Refusal> {
    let token = read(raw)?;
    token.verify(keys)?;
    check_claims(&token.claims, expected)
}

/// `JWT` where the issuer is older than the recommendation of a type of its own (§2.4).
fn read(raw: &str) -> Result<SignedToken<'_>, Refusal> {
    SignedToken::read(raw, &["logout+jwt", "jwt"])
}

fn check_claims(claims: &Object, expected: &LogoutTokenExpectation<'_>) -> Result<LogoutToken, Refusal> {
    if claims.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(Refusal::new(Check::Issuer, "`iss` is another issuer"));
    }
    check_audience(claims.get("aud"), expected)?;
    let (dies_in_ms, ahead) = check_times(claims, expected)?;
    let is_logout = claims
        .get("events")
        .and_then(|events| events.get(EVENT))
        .is_some_and(Value::is_object);
    if !is_logout {
        return Err(Refusal::new(Check::Event, "`events` does not speak of a logout"));
    }
    // So that no ID token can pass for a logout token (§2.4).
    if claims.contains_key("nonce") {
        return Err(Refusal::new(
            Check::Nonce,
            "there is a `nonce`, which only ID tokens have",
        ));
    }
    let subject = identifier(claims, "sub", Check::Subject)?;
    let sid = identifier(claims, "sid", Check::Subject)?;
    if subject.is_none() && sid.is_none() {
        return Err(Refusal::new(Check::Subject, "neither `sub` nor `sid` is there"));
    }
    let jti = identifier(claims, "jti", Check::TokenId)?;
    Ok(LogoutToken {
        issuer: expected.issuer.to_owned(),
        subject,
        sid,
        jti: jti.ok_or_else(|| Refusal::new(Check::TokenId, "`jti` is missing"))?,
        dies_in_ms,
        ahead,
    })
}

/// We, and nobody beside us unless others may be there.
fn check_audience(audience: Option<&Value>, expected: &LogoutTokenExpectation<'_>) -> Result<(), Refusal> {
    let is_us = |one: &Value| one == expected.client_id;
    let is_ours = match audience {
        Some(Value::Array(all)) => {
            all.iter().any(is_us) && (expected.may_have_other_audiences || all.iter().all(is_us))
        }
        Some(one) => is_us(one),
        None => false,
    };
    match (is_ours, expected.may_have_other_audiences) {
        (true, _) => Ok(()),
        (false, true) => Err(Refusal::new(Check::Audience, "`aud` is not this client")),
        (false, false) => Err(Refusal::new(Check::Audience, "`aud` is not this client alone")),
    }
}

/// For how many milliseconds the token can still be believed, and what of it is ahead of the clock.
fn check_times(claims: &Object, expected: &LogoutTokenExpectation<'_>) -> Result<(i64, Ahead), Refusal> {
    let (tolerance, now_ms) = (expected.tolerance, expected.now_ms);
    let times = times::check(claims, tolerance, now_ms)?;
    let dies_at_ms = times
        .expires_at_ms
        .saturating_add(tolerance.after_expiry_ms)
        .min(times.issued_at_ms.saturating_add(tolerance.oldest_ms + 1));
    Ok((dies_at_ms - now_ms, times.ahead))
}

fn identifier(claims: &Object, name: &'static str, check: Check) -> Result<Option<String>, Refusal> {
    match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if is_identifier(text) => Ok(Some(text.clone())),
        Some(_) => Err(Refusal::new(check, "an identifier is empty, too long, or no text").about(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::Signer;
    use serde_json::json;

    const NOW_MS: i64 = 1_800_000_000_000;

    fn outcome(changed: &Value, may_have_other_audiences: bool) -> Result<LogoutToken, Check> {
        let now = NOW_MS / 1_000;
        let mut claims = json!({
            "iss": "https://idp.example", "aud": "us", "sub": "ada", "jti": "1", "iat": now, "exp": now + 120,
            "events": { EVENT: {} },
        });
        claims
            .as_object_mut()
            .unwrap()
            .extend(changed.as_object().unwrap().clone());
        let signer = Signer::new();
        let token = signer.sign(&json!({ "alg": "ES256", "typ": "logout+jwt" }), &claims);
        let expected = LogoutTokenExpectation {
            issuer: "https://idp.example",
            client_id: "us",
            may_have_other_audiences,
            tolerance: Tolerance::default(),
            now_ms: NOW_MS,
        };
        verify(&token, &signer.keys(), &expected).map_err(|refusal| refusal.check)
    }

    #[test]
    fn others_in_the_audience_are_for_the_caller_to_admit() {
        let others = json!({ "aud": ["them", "us"] });
        assert!(outcome(&others, true).is_ok());
        assert_eq!(outcome(&others, false), Err(Check::Audience));
        for may_have_others in [true, false] {
            assert!(outcome(&json!({ "aud": ["us"] }), may_have_others).is_ok());
            for aud in [json!([]), json!(["them"]), json!("them"), json!(null)] {
                assert_eq!(
                    outcome(&json!({ "aud": aud }), may_have_others),
                    Err(Check::Audience),
                    "{aud}"
                );
            }
        }
    }

    #[test]
    fn it_is_too_old_when_its_end_or_ten_minutes_have_passed() {
        assert_eq!(
            outcome(&json!({}), false).unwrap().dies_in_ms,
            180_000,
            "a minute after `exp`"
        );
        let long = json!({ "exp": NOW_MS / 1_000 + 86_400 });
        assert_eq!(outcome(&long, false).unwrap().dies_in_ms, 600_001);
    }
}
