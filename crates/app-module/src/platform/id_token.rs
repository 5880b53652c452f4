//! The platform's ID token, for the openidconnect crate and for its checks. Invariant: claims leave this module only after every
//! check of OpenID Connect Core §3.1.3.7.

use latchkey_oidc_checks::{Check, Refusal, SigningKeys, Tolerance, id_token};
use openidconnect::{AccessToken, AdditionalClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::PlatformError;

/// Claims that the crate has no field for.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct OtherClaims {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

/// What the token must say.
pub(super) struct Expectation<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) access_token: &'a AccessToken,
    pub(super) now_ms: i64,
}

/// Checks the ID token; returns all its claims.
pub(super) fn verify(
    raw: &str,
    keys: &SigningKeys,
    expected: &Expectation<'_>,
) -> Result<Map<String, Value>, PlatformError> {
    let expectation = id_token::IdTokenExpectation {
        issuer: expected.issuer,
        client_id: expected.client_id,
        may_have_other_audiences: false,
        nonce: expected.nonce,
        access_token: Some(expected.access_token.secret()),
        tolerance: Tolerance::default(),
        now_ms: expected.now_ms,
    };
    let token = id_token::verify(raw, keys, &expectation).map_err(|refusal| refused(&refusal))?;
    Ok(token.claims)
}

/// Newer keys are worth asking for where none fits by its name; a wrong signature is somebody's doing.
pub(super) const fn refused(refusal: &Refusal) -> PlatformError {
    match refusal.check {
        Check::KeyId => PlatformError::UnknownKey,
        _ => PlatformError::Refused(refusal.reason),
    }
}
