//! Asks userinfo for claims that the ID token lacks (OpenID Connect Core §5.3). Invariant: what it says counts only for
//! the very `sub` of the ID token, never replaces what the ID token says, and never turns an unverified address into a
//! verified one.

use http::{HeaderValue, Request, Response, header};
use latchkey_contract::claim_mapping::{NeededClaims, claim, denies_email_verified};
use openidconnect::AccessToken;
use serde_json::{Map, Value};
use url::Url;

use super::{
    discovery::json_object,
    egress::Egress,
    error::{FederationError, FederationStep},
};

/// Claims about the token rather than the person: only the signed token speaks of these.
const TOKEN_CLAIMS: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "iat",
    "nbf",
    "jti",
    "nonce",
    "at_hash",
    "c_hash",
    "auth_time",
    "sid",
];

/// Whether a claim that is needed, if only for a name, is not there.
pub(super) fn is_wanted(claims: &Map<String, Value>, needed: &NeededClaims<'_>) -> bool {
    needed
        .required
        .iter()
        .chain(&needed.optional)
        .any(|name| is_missing(claims, name))
}

/// Whether the sign-in goes on although userinfo failed: it did not answer, or in a way that cannot be read (403, a
/// signed JWT), and what only it knows is optional. An answer that was read and did not pass its check is no failure
/// but a refusal, and stays one.
pub(super) fn can_do_without(
    error: &FederationError,
    claims: &Map<String, Value>,
    needed: &NeededClaims<'_>,
) -> bool {
    let is_refusal = matches!(error, FederationError::AnswerRefused { .. });
    !is_refusal && has_required(claims, needed)
}

/// Whether nothing is missing but what is optional.
pub(super) fn has_required(claims: &Map<String, Value>, needed: &NeededClaims<'_>) -> bool {
    !needed.required.iter().any(|name| is_missing(claims, name))
}

fn is_missing(claims: &Map<String, Value>, name: &str) -> bool {
    claim(claims, name).is_none_or(Value::is_null)
}

/// Asks, and checks whom the answer is about.
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
    if claims.get("sub").and_then(Value::as_str) == Some(subject) {
        Ok(claims)
    } else {
        Err(FederationError::refused(step, "userinfo is about another person").about("sub"))
    }
}

fn is_token(response: &Response<Vec<u8>>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/jwt"))
}

/// Adds what the ID token lacks. `email` and `email_verified` belong together: the latter is taken over only for the
/// address that it is said of, and a "not verified" from either side stays.
pub(super) fn merge(claims: &mut Map<String, Value>, from_userinfo: Map<String, Value>) {
    let takes_address = is_missing(claims, "email");
    let same_address = takes_address || claims.get("email") == from_userinfo.get("email");
    let keeps_doubt = denies_email_verified(claims);
    if takes_address && !keeps_doubt && !is_missing(&from_userinfo, "email") {
        claims.remove("email_verified");
    }
    for (name, value) in from_userinfo {
        let is_foreign = TOKEN_CLAIMS.contains(&name.as_str()) || (name == "email_verified" && !same_address);
        if !is_foreign && !value.is_null() && claims.get(&name).is_none_or(Value::is_null) {
            claims.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use serde_json::json;

    fn merged(token: &Value, userinfo: &Value) -> Value {
        let mut claims = token.as_object().unwrap().clone();
        merge(&mut claims, userinfo.as_object().unwrap().clone());
        Value::Object(claims)
    }

    #[test]
    fn only_what_is_missing_is_added() {
        let token = json!({ "sub": "1", "given_name": "Ada", "family_name": null });
        let userinfo =
            json!({ "sub": "1", "given_name": "Eve", "family_name": "Lovelace", "nonce": "x", "exp": 1 });
        assert_eq!(
            merged(&token, &userinfo),
            json!({ "sub": "1", "given_name": "Ada", "family_name": "Lovelace" })
        );
    }

    #[test]
    fn a_verification_counts_for_its_own_address_only() {
        let other = json!({ "email": "b@acme.example", "email_verified": true });
        let token = json!({ "email": "a@acme.example" });
        assert_eq!(merged(&token, &other), token);
        let token = json!({ "email_verified": true });
        let doubt = json!({ "email": "a@acme.example", "email_verified": "false" });
        assert_eq!(
            merged(&token, &doubt),
            doubt,
            "userinfo's address comes with userinfo's verdict"
        );
    }

    #[test]
    fn a_doubt_stays() {
        let userinfo = json!({ "email": "a@acme.example", "email_verified": true });
        for doubt in [
            json!(false),
            json!("false"),
            json!(" False "),
            json!("no"),
            json!("0"),
            json!(0),
            json!([]),
        ] {
            let token = json!({ "email_verified": doubt });
            let merged = merged(&token, &userinfo);
            assert_eq!(merged["email"], "a@acme.example");
            assert_eq!(merged["email_verified"], doubt);
            assert!(denies_email_verified(merged.as_object().unwrap()), "{doubt}");
        }
    }

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
