//! Checks messages by which an identity provider has sessions ended: security event tokens (RFC 8417, Shared Signals Framework 1.0, CAEP 1.0), and
//! the tokens that authorize a global token revocation (draft-parecki-oauth-global-token-revocation). Invariant: what leaves this module was said by
//! the issuer, to us, a while ago at most; whether it was said before is for the caller to know.

use serde_json::{Map, Value};

use crate::is_identifier;
use crate::jws::SignedToken;
use crate::keys::SigningKeys;
use crate::object::moment_ms;
use crate::refusal::{Check, Refusal};
use crate::subject::Subject;
use crate::times::{self, Ahead, Tolerance};

/// CAEP §3.1: sessions of the subject are revoked.
const SESSION_REVOKED: &str = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
/// Shared Signals Framework §8.1.4: the stream works. The second one is of before the final specification.
const VERIFICATION: [&str; 2] = [
    "https://schemas.openid.net/secevent/ssf/event-type/verification",
    "https://schemas.openid.net/secevent/sse/event-type/verification",
];
/// A transmitter tries again for some time (RFC 8935 §2.1), with the very same token.
const OLDEST_EVENT_MS: i64 = 24 * 3_600_000;
/// Most audiences that are compared.
const MOST_AUDIENCES: usize = 16;

type Object = Map<String, Value>;

/// What a message must say.
#[derive(Debug, Clone, Copy)]
pub struct EventExpectation<'a> {
    /// `iss`
    pub issuer: &'a str,
    /// By which of these `aud` may mean us.
    pub audiences: &'a [&'a str],
    /// How far clocks may be apart.
    pub tolerance: Tolerance,
    /// The machine's clock, in milliseconds since 1970.
    pub now_ms: i64,
}

/// What every message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `iss`
    pub issuer: String,
    /// `jti`: it must not have come before.
    pub jti: String,
    /// From then on it is too old, by the machine's clock, in milliseconds.
    pub dies_in_ms: i64,
    /// The claim that is ahead of the clock, and by how many seconds.
    pub ahead: Ahead,
}

/// A security event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityEvent {
    /// The stream works.
    Verification,
    /// The sessions of somebody are over; of nobody where the subject is not understood.
    SessionRevoked(Option<Subject>),
    /// Something that is not known here, and changes nothing.
    Other,
}

/// A security event token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityEventToken {
    /// What every message says.
    pub statement: Statement,
    /// The events.
    pub events: Vec<SecurityEvent>,
}

/// Checks a security event token in full.
///
/// # Errors
/// [`Refusal`] with the first check that the token does not pass.
pub fn verify_event(
    raw: &str,
    keys: &SigningKeys,
    expected: &EventExpectation<'_>,
) -> Result<SecurityEventToken, Refusal> {
    let token = read_event(raw)?;
    token.verify(keys)?;
    check_event(&token.claims, expected)
}

/// What can be seen of a security event token without keys.
///
/// # Errors
/// [`Refusal`] with the first check that the token does not pass.
pub fn look_at_event(raw: &str, expected: &EventExpectation<'_>) -> Result<(), Refusal> {
    check_event(&read_event(raw)?.claims, expected).map(drop)
}

/// Checks in full a token that authorizes a global token revocation.
///
/// # Errors
/// [`Refusal`] with the first check that the token does not pass.
pub fn verify_revocation(
    raw: &str,
    keys: &SigningKeys,
    expected: &EventExpectation<'_>,
) -> Result<Statement, Refusal> {
    let token = read_revocation(raw)?;
    token.verify(keys)?;
    check_revocation(&token.claims, expected)
}

/// What can be seen without keys of a token that authorizes a global token revocation.
///
/// # Errors
/// [`Refusal`] with the first check that the token does not pass.
pub fn look_at_revocation(raw: &str, expected: &EventExpectation<'_>) -> Result<(), Refusal> {
    check_revocation(&read_revocation(raw)?.claims, expected).map(drop)
}

/// Its type has to be there: it keeps other tokens of the same issuer out (RFC 8417 §2.3).
fn read_event(raw: &str) -> Result<SignedToken<'_>, Refusal> {
    SignedToken::read_typed(raw, &["secevent+jwt"])
}

/// The audience, an address of ours that no other token names, keeps others out where the type is the common one.
fn read_revocation(raw: &str) -> Result<SignedToken<'_>, Refusal> {
    SignedToken::read(raw, &["global-token-revocation+jwt", "jwt"])
}

fn check_event(claims: &Object, expected: &EventExpectation<'_>) -> Result<SecurityEventToken, Refusal> {
    check_who(claims, expected)?;
    let (dies_in_ms, ahead) = event_times(claims, expected)?;
    let events = claims.get("events").and_then(Value::as_object);
    let events = events
        .filter(|events| !events.is_empty())
        .ok_or_else(|| Refusal::new(Check::Event, "`events` says nothing"))?;
    let events = events
        .iter()
        .map(|(kind, payload)| read_one(kind, payload, claims.get("sub_id")))
        .collect();
    Ok(SecurityEventToken {
        statement: statement(claims, expected, dies_in_ms, ahead)?,
        events,
    })
}

/// The subject stands beside the events, or, before the final specification, in each.
fn read_one(kind: &str, payload: &Value, sub_id: Option<&Value>) -> SecurityEvent {
    match kind {
        SESSION_REVOKED => {
            let subject = sub_id.or_else(|| payload.get("subject"));
            SecurityEvent::SessionRevoked(subject.and_then(Subject::read))
        }
        kind if VERIFICATION.contains(&kind) => SecurityEvent::Verification,
        _ => SecurityEvent::Other,
    }
}

fn check_revocation(claims: &Object, expected: &EventExpectation<'_>) -> Result<Statement, Refusal> {
    check_who(claims, expected)?;
    let times = times::check(claims, expected.tolerance, expected.now_ms)?;
    let dies_at_ms = times
        .expires_at_ms
        .saturating_add(expected.tolerance.after_expiry_ms)
        .min(
            times
                .issued_at_ms
                .saturating_add(expected.tolerance.oldest_ms + 1),
        );
    let other = ["nonce", "events"]
        .into_iter()
        .find(|name| claims.contains_key(*name));
    if let Some(name) = other {
        return Err(Refusal::new(Check::Format, "it is a token of another kind").about(name));
    }
    statement(claims, expected, dies_at_ms - expected.now_ms, times.ahead)
}

fn check_who(claims: &Object, expected: &EventExpectation<'_>) -> Result<(), Refusal> {
    if claims.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(Refusal::new(Check::Issuer, "`iss` is another issuer"));
    }
    let is_us = |one: &Value| one.as_str().is_some_and(|one| expected.audiences.contains(&one));
    let is_ours = match claims.get("aud") {
        Some(Value::Array(all)) => all.iter().take(MOST_AUDIENCES).any(is_us),
        Some(one) => is_us(one),
        None => false,
    };
    match is_ours {
        true => Ok(()),
        false => Err(Refusal::new(Check::Audience, "`aud` is somebody else")),
    }
}

/// Security event tokens have no end (RFC 8417 §2.2), and where there is one it holds.
fn event_times(claims: &Object, expected: &EventExpectation<'_>) -> Result<(i64, Ahead), Refusal> {
    let wrong = |reason| Refusal::new(Check::IssuedAt, reason);
    let issued_at_ms = moment_ms(claims, "iat")
        .map_err(|_| wrong("`iat` is no number"))?
        .ok_or_else(|| wrong("`iat` is missing"))?;
    let age_ms = expected.now_ms.saturating_sub(issued_at_ms);
    if age_ms > OLDEST_EVENT_MS {
        return Err(wrong("`iat` is too long ago"));
    }
    let ahead_ms = age_ms.saturating_neg();
    if ahead_ms > expected.tolerance.ahead_ms {
        return Err(wrong("`iat` is in the future"));
    }
    let ends_at_ms = moment_ms(claims, "exp")
        .map_err(|_| Refusal::new(Check::Expiry, "`exp` is no number"))?
        .map(|at_ms| at_ms.saturating_add(expected.tolerance.after_expiry_ms));
    if ends_at_ms.is_some_and(|at_ms| at_ms <= expected.now_ms) {
        return Err(Refusal::new(Check::Expiry, "the token has expired"));
    }
    let dies_in_ms = (OLDEST_EVENT_MS + 1).saturating_sub(age_ms);
    let ahead = times::is_worth_reporting(ahead_ms).then_some(("iat", ahead_ms / 1_000));
    Ok((dies_in_ms, ahead))
}

fn statement(
    claims: &Object,
    expected: &EventExpectation<'_>,
    dies_in_ms: i64,
    ahead: Ahead,
) -> Result<Statement, Refusal> {
    let jti = claims.get("jti").and_then(Value::as_str);
    let jti = jti
        .filter(|jti| is_identifier(jti))
        .ok_or_else(|| Refusal::new(Check::TokenId, "`jti` is missing, empty or too long"))?;
    Ok(Statement {
        issuer: expected.issuer.to_owned(),
        jti: jti.to_owned(),
        dies_in_ms,
        ahead,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::Signer;
    use serde_json::json;

    const NOW_MS: i64 = 1_800_000_000_000;
    const EXPECTED: EventExpectation<'static> = EventExpectation {
        issuer: "https://idp.example",
        audiences: &["us", "https://id.example/sso/shared-signals/acme"],
        tolerance: Tolerance {
            after_expiry_ms: 60_000,
            ahead_ms: 60_000,
            oldest_ms: 600_000,
        },
        now_ms: NOW_MS,
    };

    fn changed(mut claims: Value, change: &Value) -> Value {
        for (name, value) in change.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        claims
    }

    fn event(header: &Value, change: &Value) -> Result<SecurityEventToken, Check> {
        let claims = json!({
            "iss": "https://idp.example", "aud": "us", "jti": "1", "iat": NOW_MS / 1_000,
            "sub_id": { "format": "email", "email": "ada@acme.example" },
            "events": { SESSION_REVOKED: { "event_timestamp": 1 } },
        });
        let signer = Signer::new();
        let token = signer.sign(header, &changed(claims, change));
        verify_event(&token, &signer.keys(), &EXPECTED).map_err(|refusal| refusal.check)
    }

    #[test]
    fn an_event_is_read_where_all_is_right_and_refused_where_one_thing_is_wrong() {
        let typed = json!({ "alg": "ES256", "typ": "secevent+jwt" });
        let ada = Subject::Email("ada@acme.example".to_owned());
        let good = event(&typed, &json!({})).unwrap();
        assert_eq!(good.events, [SecurityEvent::SessionRevoked(Some(ada))]);
        let before = json!({ "sub_id": null, "events": { SESSION_REVOKED: { "subject": { "format": "email", "email": "ada@acme.example" } } } });
        assert_eq!(event(&typed, &before).unwrap().events, good.events);
        let verification = json!({ "sub_id": null, "events": { VERIFICATION[0]: { "state": "x" } } });
        assert_eq!(
            event(&typed, &verification).unwrap().events,
            [SecurityEvent::Verification]
        );
        let other = json!({ "events": { "https://schemas.example/other": {} } });
        assert_eq!(event(&typed, &other).unwrap().events, [SecurityEvent::Other]);
        let now = NOW_MS / 1_000;
        for (change, check) in [
            (json!({ "iss": "https://evil.example" }), Check::Issuer),
            (json!({ "aud": "them" }), Check::Audience),
            (json!({ "aud": null }), Check::Audience),
            (json!({ "jti": null }), Check::TokenId),
            (json!({ "jti": "" }), Check::TokenId),
            (json!({ "iat": null }), Check::IssuedAt),
            (json!({ "iat": now - 86_401 }), Check::IssuedAt),
            (json!({ "iat": now + 61 }), Check::IssuedAt),
            (json!({ "exp": now - 60 }), Check::Expiry),
            (json!({ "events": {} }), Check::Event),
            (json!({ "events": [] }), Check::Event),
        ] {
            assert_eq!(event(&typed, &change), Err(check), "{change}");
        }
        for header in [
            json!({ "alg": "ES256" }),
            json!({ "alg": "ES256", "typ": "JWT" }),
            json!({ "alg": "ES256", "typ": "logout+jwt" }),
        ] {
            assert_eq!(event(&header, &json!({})), Err(Check::Format), "{header}");
        }
    }

    fn revocation(kind: &str, change: &Value) -> Result<Statement, Check> {
        let now = NOW_MS / 1_000;
        let claims = json!({ "iss": "https://idp.example", "aud": "us", "jti": "1", "iat": now, "exp": now + 300, "sub": "app" });
        let signer = Signer::new();
        let token = signer.sign(&json!({ "alg": "ES256", "typ": kind }), &changed(claims, change));
        verify_revocation(&token, &signer.keys(), &EXPECTED).map_err(|refusal| refusal.check)
    }

    #[test]
    fn a_revocation_is_of_now_and_is_no_other_token() {
        let now = NOW_MS / 1_000;
        assert!(revocation("global-token-revocation+jwt", &json!({})).is_ok());
        assert!(revocation("JWT", &json!({})).is_ok());
        for (change, check) in [
            (json!({ "iss": "https://evil.example" }), Check::Issuer),
            (json!({ "aud": ["them"] }), Check::Audience),
            (json!({ "exp": null }), Check::Expiry),
            (json!({ "exp": now - 60 }), Check::Expiry),
            (json!({ "iat": now - 601 }), Check::IssuedAt),
            (json!({ "jti": 7 }), Check::TokenId),
            (json!({ "nonce": "n" }), Check::Format),
            (json!({ "events": {} }), Check::Format),
        ] {
            assert_eq!(revocation("JWT", &change), Err(check), "{change}");
        }
        assert_eq!(revocation("logout+jwt", &json!({})), Err(Check::Format));
    }

    #[test]
    fn a_foreign_signature_is_refused() {
        let claims = json!({ "iss": "https://idp.example", "aud": "us", "jti": "1", "iat": NOW_MS / 1_000, "events": { SESSION_REVOKED: {} } });
        let token = Signer::new().sign(&json!({ "alg": "ES256", "typ": "secevent+jwt" }), &claims);
        let refusal = verify_event(&token, &Signer::new().keys(), &EXPECTED).unwrap_err();
        assert!(refusal.may_be_a_new_key);
    }
}
