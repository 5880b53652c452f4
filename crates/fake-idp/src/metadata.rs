//! Discovery and keys.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::{Map, Value, json};

use crate::{fault::Fault, keys::SigningKey, provider::Provider};

/// `GET /.well-known/openid-configuration`
pub(crate) async fn discovery(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let issuer = &provider.issuer;
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [provider.inner().key.algorithm()],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "email"],
        "claims_supported": ["sub", "email", "email_verified", "given_name", "family_name", "name"],
        "prompt_values_supported": ["none", "login", "select_account"],
        "authorization_response_iss_parameter_supported": true,
    });
    let takes_keys = provider.takes_keys();
    if let (Some(methods), Some(fields)) = (&provider.config.auth_methods, document.as_object_mut()) {
        let mut methods = methods.clone();
        if takes_keys && !methods.iter().any(|method| method == "private_key_jwt") {
            methods.push("private_key_jwt".to_owned());
        }
        fields.insert("token_endpoint_auth_methods_supported".to_owned(), json!(methods));
        if takes_keys {
            let algorithms = json!(["RS256", "PS256", "ES256"]);
            fields.insert(
                "token_endpoint_auth_signing_alg_values_supported".to_owned(),
                algorithms,
            );
        }
    }
    for fault in provider.faults() {
        if let (Fault::Metadata { field, value }, Some(fields)) = (fault, document.as_object_mut()) {
            set(fields, field, value);
        }
    }
    Json(document)
}

/// `GET /jwks`
pub(crate) async fn keys(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let mut keys = vec![provider.inner().key.jwk()];
    for fault in provider.faults() {
        if let (Fault::PublishedKey { member, value }, Some(members)) = (fault, keys[0].as_object_mut()) {
            set(members, member, value);
        }
    }
    if provider.has(&Fault::KeyPublishedTwice) {
        let mut again = keys[0].clone();
        again.as_object_mut().and_then(|members| members.remove("alg"));
        keys.push(again);
    }
    for fault in provider.faults() {
        let Fault::ForeignKeysOfTheSameName(many) = fault else {
            continue;
        };
        for _ in 0..many {
            let mut foreign = SigningKey::generate(provider.config.algorithm).jwk();
            foreign["kid"] = keys[0]["kid"].clone();
            keys.insert(0, foreign);
        }
    }
    if provider.has(&Fault::AnotherPublishedKey) {
        keys.push(SigningKey::generate(provider.config.algorithm).jwk());
    }
    Json(json!({ "keys": keys }))
}

/// Sets a field, or removes it for `Null`.
pub(crate) fn set(fields: &mut Map<String, Value>, name: &str, value: Value) {
    if value.is_null() {
        fields.remove(name);
    } else {
        fields.insert(name.to_owned(), value);
    }
}
