//! Checks an ID token in full (OpenID Connect Core §3.1.3.7). Invariant: claims leave this module only after every
//! check, and a claim that no check needs refuses nobody, whatever its type.

use openidconnect::{AccessToken, AccessTokenHash, core::CoreJsonWebKey};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;

use super::{
    error::{FederationError, IdTokenCheck as Check},
    jws::{Part, Rejection, SignedToken, TokenFault},
    keys::{SigningKey, SigningKeys},
    object::text,
    token_times::{self, TimeFault},
};

/// Longest `sub`, in bytes (OpenID Connect Core §2).
const LONGEST_IDENTIFIER: usize = 255;

type Object = Map<String, Value>;

/// What the token must say.
pub(super) struct Expectation<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    /// The access token that came with it, if one did.
    pub(super) access_token: Option<&'a AccessToken>,
    pub(super) now_ms: i64,
}

/// What a good token says.
#[derive(Debug)]
pub(super) struct VerifiedToken {
    pub(super) subject: String,
    pub(super) issued_at_ms: i64,
    /// The claim that is ahead of our clock, and by how many seconds.
    pub(super) ahead: Option<(&'static str, i64)>,
    pub(super) claims: Object,
}

/// Checks everything.
pub(super) fn verify(
    raw: &str,
    keys: &SigningKeys,
    expected: &Expectation<'_>,
) -> Result<VerifiedToken, Rejection> {
    let token = SignedToken::read(raw, &["jwt"]).map_err(|fault| rejection(&fault))?;
    let key = token.verify(keys).map_err(|fault| rejection(&fault))?;
    let claims = &token.claims;
    if text(claims, "iss") != Ok(Some(expected.issuer)) {
        return Err(refused(Check::Issuer, "`iss` is another issuer").into());
    }
    check_parties(claims, expected.client_id)?;
    check_nonce(claims, expected.nonce)?;
    let times = token_times::check(claims, expected.now_ms).map_err(|fault| of_time(&fault))?;
    if let Some(access_token) = expected.access_token {
        check_access_token(&token, key, access_token)?;
    }
    let subject = subject(claims)?;
    Ok(VerifiedToken {
        subject,
        issued_at_ms: times.issued_at_ms,
        ahead: times.ahead,
        claims: token.claims,
    })
}

/// Whether a text can be kept and compared as the name of a person or a session. Control characters never belong into
/// one, and NUL is what PostgreSQL cannot store.
pub(super) fn is_identifier(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= LONGEST_IDENTIFIER && !text.contains(char::is_control)
}

const fn refused(check: Check, reason: &'static str) -> FederationError {
    FederationError::id_token(check, reason)
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

fn of_time(fault: &TimeFault) -> FederationError {
    let check = match fault.claim {
        "iat" => Check::IssuedAt,
        _ => Check::Expiry,
    };
    refused(check, fault.reason)
        .about(fault.claim)
        .by_seconds(fault.seconds)
}

/// `aud` holds us. Others beside us are accepted only when `azp` says that the token was made for us; an `azp` that is somebody
/// else is refused in any case.
fn check_parties(claims: &Object, client_id: &str) -> Result<(), FederationError> {
    let is_us = |audience: &Value| audience.as_str() == Some(client_id);
    let (has_us, has_others) = match claims.get("aud") {
        Some(Value::Array(all)) => (all.iter().any(is_us), !all.iter().all(is_us)),
        Some(one) => (is_us(one), false),
        None => (false, false),
    };
    if !has_us {
        return Err(refused(Check::Audience, "`aud` is not this client"));
    }
    match text(claims, "azp") {
        Ok(None) if has_others => Err(refused(
            Check::Audience,
            "`aud` has other clients and `azp` does not say that it is for us",
        )),
        Ok(None) => Ok(()),
        Ok(Some(party)) if party == client_id => Ok(()),
        Ok(Some(_)) => Err(refused(Check::AuthorizedParty, "`azp` is another client")),
        Err(_) => Err(refused(Check::AuthorizedParty, "`azp` is no text")),
    }
}

fn check_nonce(claims: &Object, expected: &str) -> Result<(), FederationError> {
    match text(claims, "nonce") {
        Ok(Some(nonce)) if bool::from(nonce.as_bytes().ct_eq(expected.as_bytes())) => Ok(()),
        Ok(None) => Err(refused(Check::Nonce, "`nonce` is missing")),
        _ => Err(refused(Check::Nonce, "`nonce` is another one")),
    }
}

/// `sub` is a text (§2): a number could be written in several ways, and so be several people.
fn subject(claims: &Object) -> Result<String, FederationError> {
    match text(claims, "sub") {
        Ok(Some(subject)) if is_identifier(subject) => Ok(subject.to_owned()),
        Ok(Some(_)) => Err(refused(
            Check::Subject,
            "`sub` is empty, longer than 255 bytes, or has control characters",
        )),
        Ok(None) => Err(refused(Check::Subject, "`sub` is missing")),
        Err(_) => Err(refused(Check::Subject, "`sub` is no text")),
    }
}

/// `at_hash` is optional in the code flow; where it is, it binds the access token that userinfo is asked with.
fn check_access_token(
    token: &SignedToken<'_>,
    key: &SigningKey,
    access_token: &AccessToken,
) -> Result<(), FederationError> {
    let of_another = || refused(Check::AccessTokenHash, "`at_hash` is not the access token's");
    let Some(claimed) = text(&token.claims, "at_hash").map_err(|_| of_another())? else {
        return Ok(());
    };
    let actual =
        AccessTokenHash::from_token::<CoreJsonWebKey>(access_token, &token.algorithm, &key.public).ok();
    if actual == Some(AccessTokenHash::new(claimed.to_owned())) {
        Ok(())
    } else {
        Err(of_another())
    }
}
