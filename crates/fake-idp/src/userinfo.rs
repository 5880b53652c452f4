//! Claims about people, and userinfo.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use crate::{config::Person, fault::Fault, metadata::set, provider::Provider};

/// `GET /userinfo`
pub(crate) async fn userinfo(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer "));
    let subject = token.and_then(|token| provider.inner().access_tokens.get(token).cloned());
    let Some(person) = subject.and_then(|subject| provider.person_by_subject(&subject)) else {
        return (
            StatusCode::UNAUTHORIZED,
            [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")],
        )
            .into_response();
    };
    let mut claims = claims_of(person, &["profile".to_owned(), "email".to_owned()]);
    let faults = provider.faults();
    for fault in &faults {
        // Whom the ID token calls by another name is called so here, too.
        if let Fault::IdTokenClaim { claim: "sub", value } = fault {
            set(&mut claims, "sub", value.clone());
        }
    }
    for fault in faults {
        if let Fault::UserInfoClaim { claim, value } = fault {
            set(&mut claims, claim, value);
        }
    }
    Json(claims).into_response()
}

/// What these scopes tell about a person (OpenID Connect Core §5.4).
pub(crate) fn claims_of(person: &Person, scopes: &[String]) -> Map<String, Value> {
    let has = |scope: &str| scopes.iter().any(|each| each == scope);
    let mut claims = person.extra.clone();
    claims.insert("sub".to_owned(), json!(person.subject));
    if has("profile") {
        let name = format!("{} {}", person.given_name, person.family_name);
        claims.insert("name".to_owned(), json!(name));
        claims.insert("given_name".to_owned(), json!(person.given_name));
        claims.insert("family_name".to_owned(), json!(person.family_name));
    }
    if has("email") {
        claims.insert("email".to_owned(), json!(person.email));
        if let Some(verified) = &person.email_verified {
            claims.insert("email_verified".to_owned(), verified.clone());
        }
    }
    claims
}
