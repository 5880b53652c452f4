//! Checks an ID token in full (OpenID Connect Core §3.1.3.7). Invariant: claims leave this module only after every
//! check; the openidconnect crate checks signature, `iss`, `aud`, `exp` and `nonce`, the rest is checked here.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, IdTokenVerifier, IssuerUrl, Nonce,
    SignatureVerificationError,
    core::{CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKey, CoreJwsSigningAlgorithm},
};
use serde_json::{Map, Value};

use super::{
    discovery::SIGNING_ALGORITHMS,
    error::{FederationError, IdTokenCheck as Check},
    keys::SigningKeys,
};

/// How far two clocks may be apart.
const LEEWAY_MS: i64 = 60_000;
/// A token of the code flow is made when the code is redeemed: an older one is somebody's leftover.
const OLDEST_MS: i64 = 10 * 60_000;
/// Longest `sub`, in bytes (OpenID Connect Core §2).
const LONGEST_IDENTIFIER: usize = 255;

/// What the token must say.
pub(super) struct Expectation<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) access_token: &'a AccessToken,
    pub(super) now_ms: i64,
}

/// What a good token says.
#[derive(Debug)]
pub(super) struct VerifiedToken {
    pub(super) subject: String,
    pub(super) issued_at_ms: i64,
    pub(super) claims: Map<String, Value>,
}

/// Why a token is not good.
#[derive(Debug)]
pub(super) struct Rejection {
    pub(super) error: FederationError,
    /// Newer keys might have fitted.
    pub(super) may_be_a_new_key: bool,
}

impl From<FederationError> for Rejection {
    fn from(error: FederationError) -> Self {
        Self {
            error,
            may_be_a_new_key: false,
        }
    }
}

/// Checks everything.
pub(super) fn verify(
    raw: &str,
    keys: &SigningKeys,
    expected: &Expectation<'_>,
) -> Result<VerifiedToken, Rejection> {
    let header = object_in(raw, 0).ok_or_else(|| refused(Check::Format, "the ID token is not a JWT"))?;
    check_algorithm(&header)?;
    let token: CoreIdToken = raw
        .parse()
        .map_err(|_| refused(Check::Format, "the ID token cannot be read"))?;
    let verifier = verifier(keys, expected)?;
    let nonce = Nonce::new(expected.nonce.to_owned());
    let verified = token
        .claims(&verifier, &nonce)
        .map_err(|error| rejection(&error, !header.contains_key("kid")))?;
    let claims =
        object_in(raw, 1).ok_or_else(|| refused(Check::Format, "the ID token's claims cannot be read"))?;
    check_parties(verified, expected.client_id)?;
    let issued_at_ms = verified.issue_time().timestamp_millis();
    check_times(issued_at_ms, &claims, expected.now_ms)?;
    check_access_token(&token, &verifier, verified, expected.access_token)?;
    let subject = verified.subject().as_str().to_owned();
    if !is_identifier(&subject) {
        let reason = "`sub` is empty, longer than 255 bytes, or has control characters";
        return Err(refused(Check::Subject, reason).into());
    }
    Ok(VerifiedToken {
        subject,
        issued_at_ms,
        claims,
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

/// A part of a JWT as JSON. Not verified by itself.
pub(super) fn object_in(raw: &str, part: usize) -> Option<Map<String, Value>> {
    serde_json::from_slice(&decoded_part(raw, part)?).ok()
}

/// A part of a JWT as bytes.
pub(super) fn decoded_part(raw: &str, part: usize) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(raw.split('.').nth(part)?).ok()
}

/// Before anything else is read. The crate refuses these too, but algorithms that it does not know look to it like a
/// token that cannot be read.
fn check_algorithm(header: &Map<String, Value>) -> Result<(), FederationError> {
    match header.get("alg").and_then(Value::as_str) {
        Some(name) if SIGNING_ALGORITHMS.contains(&name) => Ok(()),
        _ => Err(refused(
            Check::Algorithm,
            "the ID token is not signed with an accepted algorithm",
        )),
    }
}

fn verifier<'a>(
    keys: &SigningKeys,
    expected: &Expectation<'a>,
) -> Result<CoreIdTokenVerifier<'a>, FederationError> {
    let issuer = IssuerUrl::new(expected.issuer.to_owned())
        .map_err(|_| refused(Check::Issuer, "the issuer is not a URL"))?;
    // A public client's verifier: it knows no secret, so that no MAC can be verified with one.
    let client_id = ClientId::new(expected.client_id.to_owned());
    let at = moment(expected.now_ms.saturating_sub(LEEWAY_MS));
    Ok(
        IdTokenVerifier::new_public_client(client_id, issuer, keys.0.clone())
            .set_allowed_algs(allowed_algorithms())
            // Audiences besides ours are judged together with `azp` in `check_parties`.
            .set_other_audience_verifier_fn(|_| true)
            .set_time_fn(move || at.into()),
    )
}

fn allowed_algorithms() -> impl Iterator<Item = CoreJwsSigningAlgorithm> {
    SIGNING_ALGORITHMS
        .iter()
        .filter_map(|&name| serde_json::from_value(Value::String(name.to_owned())).ok())
}

fn moment(at_ms: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at_ms).unwrap_or(0))
}

/// `aud` holds us (the crate has seen to that). Others beside us are accepted only when `azp` says that the token was
/// made for us; an `azp` that is somebody else is refused in any case.
fn check_parties(claims: &CoreIdTokenClaims, client_id: &str) -> Result<(), FederationError> {
    match claims.authorized_party() {
        Some(party) if party.as_str() != client_id => {
            Err(refused(Check::AuthorizedParty, "`azp` is another client"))
        }
        None if claims
            .audiences()
            .iter()
            .any(|audience| audience.as_str() != client_id) =>
        {
            Err(refused(
                Check::Audience,
                "`aud` has other clients and `azp` does not say that it is for us",
            ))
        }
        _ => Ok(()),
    }
}

fn check_times(issued_at_ms: i64, claims: &Map<String, Value>, now_ms: i64) -> Result<(), FederationError> {
    if issued_at_ms > now_ms.saturating_add(LEEWAY_MS) {
        return Err(refused(Check::IssuedAt, "`iat` is in the future"));
    }
    if issued_at_ms < now_ms.saturating_sub(OLDEST_MS) {
        return Err(refused(Check::IssuedAt, "`iat` is more than 10 minutes ago"));
    }
    match claims.get("nbf").map(seconds_as_ms) {
        None => Ok(()),
        Some(Some(not_before_ms)) if not_before_ms <= now_ms.saturating_add(LEEWAY_MS) => Ok(()),
        Some(_) => Err(refused(Check::Expiry, "`nbf` is in the future")),
    }
}

/// A NumericDate (RFC 7519 §2) in milliseconds.
pub(super) fn seconds_as_ms(value: &Value) -> Option<i64> {
    let whole = value.as_i64().map(|seconds| seconds.saturating_mul(1_000));
    // The cast saturates, and a claim that far away is as good as never.
    #[allow(clippy::cast_possible_truncation)]
    whole.or_else(|| value.as_f64().map(|seconds| (seconds * 1_000.0) as i64))
}

/// `at_hash` is optional in the code flow; where it is, it binds the access token that userinfo is asked with.
fn check_access_token(
    token: &CoreIdToken,
    verifier: &CoreIdTokenVerifier<'_>,
    claims: &CoreIdTokenClaims,
    access_token: &AccessToken,
) -> Result<(), FederationError> {
    let Some(claimed) = claims.access_token_hash() else {
        return Ok(());
    };
    let actual = token
        .signing_alg()
        .ok()
        .zip(token.signing_key(verifier).ok())
        .and_then(|(algorithm, key)| {
            AccessTokenHash::from_token::<CoreJsonWebKey>(access_token, algorithm, key).ok()
        });
    if actual.as_ref() == Some(claimed) {
        Ok(())
    } else {
        Err(refused(
            Check::AccessTokenHash,
            "`at_hash` is not the access token's",
        ))
    }
}

fn rejection(error: &ClaimsVerificationError, is_without_key_id: bool) -> Rejection {
    use SignatureVerificationError as Signature;
    let (check, reason) = match error {
        ClaimsVerificationError::InvalidIssuer(_) => (Check::Issuer, "`iss` is another issuer"),
        ClaimsVerificationError::InvalidAudience(_) => (Check::Audience, "`aud` is not this client"),
        ClaimsVerificationError::Expired(_) => (Check::Expiry, "the ID token has expired"),
        ClaimsVerificationError::InvalidNonce(_) => (Check::Nonce, "`nonce` is missing or another one"),
        ClaimsVerificationError::InvalidSubject(_) => (Check::Subject, "`sub` is another person"),
        ClaimsVerificationError::SignatureVerification(cause) => match cause {
            Signature::DisallowedAlg(_) | Signature::UnsupportedAlg(_) | Signature::NoSignature => (
                Check::Algorithm,
                "the ID token is not signed with an accepted algorithm",
            ),
            Signature::NoMatchingKey => (Check::KeyId, "the issuer has no such key"),
            Signature::AmbiguousKeyId(_) => (
                Check::KeyId,
                "the ID token does not say which key it is signed with",
            ),
            _ => (Check::Signature, "the signature does not fit"),
        },
        _ => (Check::Format, "the ID token is of an unexpected kind"),
    };
    // Without a key id, a signature that does not fit is how a new key shows.
    let may_be_a_new_key = matches!(
        error,
        ClaimsVerificationError::SignatureVerification(Signature::NoMatchingKey)
    ) || (is_without_key_id && check == Check::Signature);
    Rejection {
        error: refused(check, reason),
        may_be_a_new_key,
    }
}
