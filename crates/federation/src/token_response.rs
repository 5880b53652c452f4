//! The response of the token endpoint (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). Invariant: an error names the member that has a wrong type; the
//! rest is not read.

use std::{fmt, sync::LazyLock, time::Duration};

use openidconnect::{
    AccessToken, EmptyAdditionalClaims, OAuth2TokenResponse, RefreshToken, Scope, TokenResponse,
    core::{
        CoreGenderClaim, CoreIdToken, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
        CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::{FederationError, FederationStep};

/// The response of the token endpoint with members of any type, so that an error can name the member that has a wrong one. Other members (lifetimes,
/// scopes) are not used and therefore not read.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct RedeemedTokens {
    #[serde(default)]
    pub(super) access_token: Value,
    #[serde(default)]
    pub(super) token_type: Value,
    #[serde(default)]
    pub(super) id_token: Value,
}

impl fmt::Debug for RedeemedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedeemedTokens").finish_non_exhaustive()
    }
}

impl OAuth2TokenResponse for RedeemedTokens {
    type TokenType = CoreTokenType;

    fn access_token(&self) -> &AccessToken {
        // It is `redeem_code` that looks whether there is one.
        static NONE: LazyLock<AccessToken> = LazyLock::new(|| AccessToken::new(String::new()));
        &NONE
    }
    fn token_type(&self) -> &CoreTokenType {
        // Others are left out by `bearer_token`.
        static BEARER: CoreTokenType = CoreTokenType::Bearer;
        &BEARER
    }
    fn expires_in(&self) -> Option<Duration> {
        None
    }
    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }
    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

impl
    TokenResponse<
        EmptyAdditionalClaims,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    > for RedeemedTokens
{
    fn id_token(&self) -> Option<&CoreIdToken> {
        None
    }
}

/// The access token. Some give none where no API was asked for, though RFC 6749 §5.1 requires one; without a type it is a bearer
/// token, as there is no other that OpenID Connect knows (Core §3.1.3.3).
pub(super) fn bearer_token(answer: &RedeemedTokens) -> Result<AccessToken, FederationError> {
    let refuse =
        |member, reason| Err(FederationError::misconfigured(FederationStep::Token, reason).about(member));
    match &answer.token_type {
        Value::Null => {}
        Value::String(kind) if kind.eq_ignore_ascii_case("bearer") => {}
        _ => {
            let reason = "the access token is no bearer token, so userinfo cannot be asked for the claims that the ID token lacks: \
                          let the identity provider put them into the ID token";
            return refuse("token_type", reason);
        }
    }
    match answer.access_token.as_str() {
        Some(token) if !token.is_empty() => Ok(AccessToken::new(token.to_owned())),
        _ => {
            let reason = "the token response has no access token, so userinfo cannot be asked for the claims that the ID token lacks: \
                          let the identity provider put them into the ID token, or add a scope of an API to the configuration";
            refuse("access_token", reason)
        }
    }
}
