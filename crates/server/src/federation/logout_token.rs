//! Checks a logout token in full (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6). Invariant: what leaves this module was
//! said by the issuer, to us, a short while ago, and about a logout; whether it was said before is for the store to know.

use serde_json::{Map, Value};

use super::{
    error::{FederationError, LogoutTokenCheck as Check},
    id_token::is_identifier,
    jws::{Part, Rejection, SignedToken, TokenFault},
    keys::SigningKeys,
    token_times::{self, LEEWAY_MS, OLDEST_MS},
};

/// The one event (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

type Object = Map<String, Value>;

/// What the token must say.
pub(super) struct Expectation<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) now_ms: i64,
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
    /// The claim that is ahead of our clock, and by how many seconds.
    pub ahead: Option<(&'static str, i64)>,
}

/// What can be seen without keys: the form, and who it says that it is from. Nobody is asked for keys on behalf of a token
/// that is refused anyway.
pub(super) fn look(raw: &str, expected: &Expectation<'_>) -> Result<(), FederationError> {
    let token = read(raw).map_err(|rejection| rejection.error)?;
    check_claims(&token.claims, expected).map(drop)
}

/// Checks everything.
pub(super) fn verify(
    raw: &str,
    keys: &SigningKeys,
    expected: &Expectation<'_>,
) -> Result<LogoutToken, Rejection> {
    let token = read(raw)?;
    token.verify(keys).map_err(|fault| rejection(&fault))?;
    Ok(check_claims(&token.claims, expected)?)
}

/// `JWT` where the issuer is older than the recommendation of a type of its own (§2.4).
fn read(raw: &str) -> Result<SignedToken<'_>, Rejection> {
    SignedToken::read(raw, &["logout+jwt", "jwt"]).map_err(|fault| rejection(&fault))
}

const fn refused(check: Check, reason: &'static str) -> FederationError {
    FederationError::logout_token(check, reason)
}

fn rejection(fault: &TokenFault) -> Rejection {
    Rejection::new(fault, |part, reason| {
        let check = match part {
            Part::Format => Check::Format,
            Part::Algorithm => Check::Algorithm,
            Part::KeyId => Check::KeyId,
            Part::Signature => Check::Signature,
        };
        refused(check, reason)
    })
}

fn check_claims(claims: &Object, expected: &Expectation<'_>) -> Result<LogoutToken, FederationError> {
    if claims.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(refused(Check::Issuer, "`iss` is another issuer"));
    }
    check_audience(claims.get("aud"), expected.client_id)?;
    let (dies_in_ms, ahead) = check_times(claims, expected.now_ms)?;
    let is_logout = claims
        .get("events")
        .and_then(|events| events.get(EVENT))
        .is_some_and(Value::is_object);
    if !is_logout {
        return Err(refused(Check::Event, "`events` does not speak of a logout"));
    }
    // So that no ID token can pass for a logout token (§2.4).
    if claims.contains_key("nonce") {
        return Err(refused(
            Check::Nonce,
            "there is a `nonce`, which only ID tokens have",
        ));
    }
    let subject = identifier(claims, "sub", Check::Subject)?;
    let sid = identifier(claims, "sid", Check::Subject)?;
    if subject.is_none() && sid.is_none() {
        return Err(refused(Check::Subject, "neither `sub` nor `sid` is there"));
    }
    let jti = identifier(claims, "jti", Check::TokenId)?;
    Ok(LogoutToken {
        issuer: expected.issuer.to_owned(),
        subject,
        sid,
        jti: jti.ok_or_else(|| refused(Check::TokenId, "`jti` is missing"))?,
        dies_in_ms,
        ahead,
    })
}

/// We, and nobody beside us.
fn check_audience(audience: Option<&Value>, client_id: &str) -> Result<(), FederationError> {
    let is_ours = match audience {
        Some(Value::String(one)) => one == client_id,
        Some(Value::Array(all)) => !all.is_empty() && all.iter().all(|one| one == client_id),
        _ => false,
    };
    if is_ours {
        Ok(())
    } else {
        Err(refused(Check::Audience, "`aud` is not this client alone"))
    }
}

/// A claim whose time is ahead of this server's clock, and by how many seconds.
type Ahead = Option<(&'static str, i64)>;

/// For how many milliseconds the token can still be believed, and what of it is ahead of this server's clock.
fn check_times(claims: &Object, now_ms: i64) -> Result<(i64, Ahead), FederationError> {
    let times = token_times::check(claims, now_ms).map_err(|fault| {
        let check = match fault.claim {
            "iat" => Check::IssuedAt,
            _ => Check::Expiry,
        };
        refused(check, fault.reason)
            .about(fault.claim)
            .by_seconds(fault.seconds)
    })?;
    let dies_at_ms = times
        .expires_at_ms
        .saturating_add(LEEWAY_MS)
        .min(times.issued_at_ms.saturating_add(OLDEST_MS + 1));
    Ok((dies_at_ms - now_ms, times.ahead))
}

fn identifier(claims: &Object, name: &'static str, check: Check) -> Result<Option<String>, FederationError> {
    match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if is_identifier(text) => Ok(Some(text.clone())),
        Some(_) => Err(refused(check, "an identifier is empty, too long, or no text").about(name)),
    }
}
