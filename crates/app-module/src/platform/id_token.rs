//! Checks an ID token in full (OpenID Connect Core §3.1.3.7). Invariant: claims leave this module only after every check; the
//! openidconnect crate checks signature, `iss`, `aud`, `exp` and `nonce`, the rest is checked here.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, ClaimsVerificationError, ClientId, IdToken,
    IdTokenVerifier, IssuerUrl, Nonce, SignatureVerificationError,
    core::{
        CoreGenderClaim, CoreIdTokenVerifier, CoreJsonWebKey, CoreJsonWebKeySet,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::PlatformError;

/// How far two clocks may be apart.
pub(super) const LEEWAY_MS: i64 = 60_000;
/// A token of the code flow is made when the code is redeemed: an older one is somebody's leftover.
const OLDEST_MS: i64 = 10 * 60_000;

/// Claims that the crate has no field for.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct OtherClaims {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

pub(super) type PlatformIdToken =
    IdToken<OtherClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// What the token must say.
pub(super) struct Expectation<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) access_token: &'a AccessToken,
    pub(super) now_ms: i64,
}

/// Checks everything; answers with the subject and all claims.
pub(super) fn verify(
    token: &PlatformIdToken,
    keys: &CoreJsonWebKeySet,
    expected: &Expectation<'_>,
) -> Result<Map<String, Value>, PlatformError> {
    let refused = PlatformError::Refused;
    let issuer =
        IssuerUrl::new(expected.issuer.to_owned()).map_err(|_| refused("the issuer is not a URL"))?;
    let client_id = ClientId::new(expected.client_id.to_owned());
    let not_before = moment(expected.now_ms.saturating_sub(LEEWAY_MS));
    // A public client's verifier: it knows no secret, so that no MAC can be verified with one. Other audiences besides us
    // are refused, which is the crate's default.
    let verifier: CoreIdTokenVerifier<'_> =
        IdTokenVerifier::new_public_client(client_id, issuer, keys.clone())
            .set_allowed_algs(allowed_algorithms())
            .set_time_fn(move || not_before.into());
    let nonce = Nonce::new(expected.nonce.to_owned());
    let claims = token.claims(&verifier, &nonce).map_err(|error| why(&error))?;
    if claims
        .authorized_party()
        .is_some_and(|party| party.as_str() != expected.client_id)
    {
        return Err(refused("`azp` is another client"));
    }
    let age_ms = expected
        .now_ms
        .saturating_sub(claims.issue_time().timestamp_millis());
    if !(-LEEWAY_MS..=OLDEST_MS).contains(&age_ms) {
        return Err(refused("`iat` is not now"));
    }
    if let Some(claimed) = claims.access_token_hash() {
        let actual = token.signing_alg().ok().zip(token.signing_key(&verifier).ok());
        let actual = actual.and_then(|(algorithm, key)| {
            AccessTokenHash::from_token::<CoreJsonWebKey>(expected.access_token, algorithm, key).ok()
        });
        if actual.as_ref() != Some(claimed) {
            return Err(refused("`at_hash` is not the access token's"));
        }
    }
    match serde_json::to_value(claims) {
        Ok(Value::Object(claims)) => Ok(claims),
        _ => Err(refused("the claims cannot be read")),
    }
}

/// Asymmetric ones alone.
pub(super) fn allowed_algorithms() -> [CoreJwsSigningAlgorithm; 5] {
    [
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        CoreJwsSigningAlgorithm::EcdsaP384Sha384,
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        CoreJwsSigningAlgorithm::EdDsa,
    ]
}

fn moment(at_ms: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at_ms).unwrap_or(0))
}

fn why(error: &ClaimsVerificationError) -> PlatformError {
    use SignatureVerificationError as Signature;
    PlatformError::Refused(match error {
        ClaimsVerificationError::InvalidIssuer(_) => "`iss` is another issuer",
        ClaimsVerificationError::InvalidAudience(_) => "`aud` is not this app alone",
        ClaimsVerificationError::Expired(_) => "the ID token has expired",
        ClaimsVerificationError::InvalidNonce(_) => "`nonce` is missing or another one",
        ClaimsVerificationError::SignatureVerification(cause) => match cause {
            Signature::NoMatchingKey => return PlatformError::UnknownKey,
            Signature::DisallowedAlg(_) | Signature::UnsupportedAlg(_) | Signature::NoSignature => {
                "the ID token is not signed with an accepted algorithm"
            }
            _ => "the signature does not fit",
        },
        _ => "the ID token is of an unexpected kind",
    })
}
