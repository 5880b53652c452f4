//! Asks userinfo what else is known of the person (OpenID Connect Core §5.3). Invariant: what it says counts only for the very `sub` of
//! the ID token, and nobody waits for it for long whom the ID token alone lets in.

use std::time::Duration;

use http::{HeaderValue, Request, Response, header};
use latchkey_contract::claim_mapping::{NeededClaims, claim};
use openidconnect::AccessToken;
use serde_json::{Map, Value};
use url::Url;

use super::{
    discovery::json_object,
    egress::{Egress, EgressError},
    error::{FederationError, FederationStep},
};

/// How long a sign-in waits that could go on without: everything that is required is in the ID token.
const OPTIONAL_WAIT: Duration = Duration::from_secs(3);

/// Whether a claim that is needed, if only for a name, is not there.
pub(super) fn is_wanted(claims: &Map<String, Value>, needed: &NeededClaims<'_>) -> bool {
    needed
        .required
        .iter()
        .chain(&needed.optional)
        .any(|name| is_missing(claims, name))
}

/// Whether the sign-in goes on although userinfo failed: it did not answer, or in a way that cannot be read (403, a
/// signed JWT), and what only it knows is optional. A response that was read and did not pass its check is no failure
/// but a refusal, and stays one.
pub(super) fn can_do_without(
    error: &FederationError,
    claims: &Map<String, Value>,
    needed: &NeededClaims<'_>,
) -> bool {
    let is_refusal = matches!(error, FederationError::ResponseRefused { .. });
    !is_refusal && has_required(claims, needed)
}

/// Whether nothing is missing but what is optional.
pub(super) fn has_required(claims: &Map<String, Value>, needed: &NeededClaims<'_>) -> bool {
    !needed.required.iter().any(|name| is_missing(claims, name))
}

fn is_missing(claims: &Map<String, Value>, name: &str) -> bool {
    claim(claims, name).is_none_or(Value::is_null)
}

/// Asks, for as long as it is worth it: [`OPTIONAL_WAIT`] where nothing required is missing, else as long as any request may take.
pub(super) async fn fetch_for(
    egress: &Egress,
    endpoint: &Url,
    access_token: &AccessToken,
    subject: &str,
    has_required: bool,
) -> Result<Map<String, Value>, FederationError> {
    let answer = fetch(egress, endpoint, access_token, subject);
    if !has_required {
        return answer.await;
    }
    let late = || FederationError::Unavailable {
        step: FederationStep::UserInfo,
        detail: EgressError::too_late(),
    };
    tokio::time::timeout(OPTIONAL_WAIT, answer)
        .await
        .unwrap_or_else(|_| Err(late()))
}

/// Asks, and checks whom the response is about.
pub(super) async fn fetch(
    egress: &Egress,
    endpoint: &Url,
    access_token: &AccessToken,
    subject: &str,
) -> Result<Map<String, Value>, FederationError> {
    let refuse = |reason| FederationError::misconfigured(FederationStep::UserInfo, reason);
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = endpoint
        .as_str()
        .parse()
        .map_err(|_| refuse("the userinfo endpoint is not a URL"))?;
    let mut bearer = HeaderValue::from_str(&format!("Bearer {}", access_token.secret())).map_err(|_| {
        FederationError::misconfigured(FederationStep::Token, "the access token cannot be sent")
            .about("access_token")
    })?;
    bearer.set_sensitive(true);
    request.headers_mut().insert(header::AUTHORIZATION, bearer);
    request
        .headers_mut()
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let step = FederationStep::UserInfo;
    let response = egress
        .send(request)
        .await
        .map_err(|detail| FederationError::Unavailable { step, detail })?;
    // §5.3.2: only where the client is registered so.
    if is_token(&response) {
        return Err(refuse(
            "userinfo is a signed or encrypted token: let it be plain JSON",
        ));
    }
    let claims = json_object(&response, step)?;
    match claims.get("sub") {
        Some(Value::String(sub)) if sub == subject => Ok(claims),
        // §5.3.2 requires it. Nothing says that it is about another person, but it is not to be used.
        None | Some(Value::Null) => Err(refuse("userinfo does not say whom it is about").about("sub")),
        Some(_) => Err(FederationError::refused(step, "userinfo is about another person").about("sub")),
    }
}

fn is_token(response: &Response<Vec<u8>>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/jwt"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use serde_json::json;

    fn needed<'a>(required: &[&'a str], optional: &[&'a str]) -> NeededClaims<'a> {
        NeededClaims {
            required: required.to_vec(),
            optional: optional.to_vec(),
        }
    }

    #[test]
    fn needed_claims_may_be_there_already() {
        let claims = json!({ "email": "a@acme.example", "given_name": null });
        let claims = claims.as_object().unwrap();
        assert!(!is_wanted(claims, &needed(&["email"], &[])));
        assert!(is_wanted(claims, &needed(&["email"], &["given_name"])));
        assert!(is_wanted(claims, &needed(&["family_name"], &[])));
    }

    #[test]
    fn only_a_failure_over_something_optional_is_overlooked() {
        let claims = json!({ "email": "a@acme.example" });
        let claims = claims.as_object().unwrap();
        let (names_only, address_too) = (
            needed(&["email"], &["given_name"]),
            needed(&["email", "oid"], &["given_name"]),
        );
        let failure = FederationError::from_status(FederationStep::UserInfo, StatusCode::FORBIDDEN);
        assert!(can_do_without(&failure, claims, &names_only));
        assert!(!can_do_without(&failure, claims, &address_too));
        let refusal = FederationError::refused(FederationStep::UserInfo, "userinfo is about another person");
        assert!(!can_do_without(&refusal, claims, &names_only));
    }
}
