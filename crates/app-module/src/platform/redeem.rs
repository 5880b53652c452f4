//! A code becomes an identity. Invariant: what userinfo says counts for the very subject of the ID token alone.

use openidconnect::{
    AuthorizationCode, OAuth2TokenResponse, PkceCodeVerifier, SubjectIdentifier, TokenResponse,
};
use serde_json::{Map, Value};

use super::{
    Arrival,
    connection::{Connected, Connection, RedeemedTokens, token_error},
    error::PlatformError,
    id_token::{self, Expectation, OtherClaims},
};
use crate::{attempts::Attempt, identity::Identity, session::PlatformSession};

/// What the ID token's verification needs stays with it; these say nothing about a person.
const PROTOCOL_CLAIMS: [&str; 9] = [
    "iss",
    "aud",
    "exp",
    "iat",
    "nonce",
    "azp",
    "at_hash",
    "c_hash",
    "auth_time",
];

pub(super) async fn redeem(
    connection: &Connection,
    code: &str,
    attempt: &Attempt,
    now_ms: i64,
) -> Result<Arrival, PlatformError> {
    let connected = connection.get(now_ms).await?;
    let answer = exchange(connection, &connected, code, attempt).await?;
    let token = answer
        .id_token()
        .ok_or(PlatformError::Refused("the token answer has no ID token"))?;
    let expected = Expectation {
        issuer: &connection.settings.issuer,
        client_id: &connection.settings.client_id,
        nonce: &attempt.nonce(),
        access_token: answer.access_token(),
        now_ms,
    };
    let id_token = token.to_string();
    let mut claims = match id_token::verify(&id_token, &connected.keys, &expected) {
        Err(PlatformError::UnknownKey) => {
            let renewed = connection.with_new_keys(&connected, now_ms).await?;
            id_token::verify(&id_token, &renewed.keys, &expected)?
        }
        other => other?,
    };
    let text =
        |claims: &Map<String, Value>, name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let subject = text(&claims, "sub").ok_or(PlatformError::Refused("the ID token has no subject"))?;
    let sid = text(&claims, "sid");
    claims.retain(|name, _| !PROTOCOL_CLAIMS.contains(&name.as_str()));
    if connected.has_userinfo() {
        claims.extend(user_info(&connected, &answer, &subject).await?);
    }
    let settings = &connection.settings;
    Ok(Arrival {
        identity: Identity::new(&settings.issuer, &subject, &settings.roles_claim, claims),
        session: PlatformSession {
            subject,
            sid,
            id_token,
        },
    })
}

async fn exchange(
    connection: &Connection,
    connected: &Connected,
    code: &str,
    attempt: &Attempt,
) -> Result<RedeemedTokens, PlatformError> {
    let request = connected
        .client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(|_| PlatformError::Unreachable("it has no token endpoint"))?
        .set_pkce_verifier(PkceCodeVerifier::new(attempt.code_verifier.clone()));
    match request.request_async(&connected.http).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let error = token_error(&error);
            if error == PlatformError::NotSynchronised {
                connection.forget().await;
            }
            Err(error)
        }
    }
}

async fn user_info(
    connected: &Connected,
    answer: &RedeemedTokens,
    subject: &str,
) -> Result<Map<String, Value>, PlatformError> {
    let subject = SubjectIdentifier::new(subject.to_owned());
    let request = connected
        .client
        .user_info(answer.access_token().clone(), Some(subject))
        .map_err(|_| PlatformError::Unreachable("it has no userinfo endpoint"))?;
    let claims: openidconnect::UserInfoClaims<OtherClaims, openidconnect::core::CoreGenderClaim> = request
        .request_async(&connected.http)
        .await
        .map_err(|error| match error {
            openidconnect::UserInfoError::Request(error) => PlatformError::Unreachable(error.0),
            openidconnect::UserInfoError::ClaimsVerification(_) => {
                PlatformError::Refused("userinfo is about another subject")
            }
            _ => PlatformError::Refused("userinfo cannot be read"),
        })?;
    match serde_json::to_value(&claims) {
        Ok(Value::Object(mut claims)) => {
            claims.remove("sub");
            Ok(claims)
        }
        _ => Err(PlatformError::Refused("userinfo cannot be read")),
    }
}
