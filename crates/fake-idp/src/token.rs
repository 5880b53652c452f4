//! The token endpoint and the making of ID tokens. Invariant: a code is worth tokens once, to the client and the
//! redirect URI it was issued for, with the verifier whose hash came with the request.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use crate::{
    client_assertion,
    config::Person,
    fault::{Fault, Signing, Trouble},
    keys::{SigningKey, base64, hmac_sha256, random_text, sha256},
    metadata::set,
    provider::{Grant, Provider},
    userinfo::claims_of,
};

/// Seconds that tokens are good for.
const LIFETIME: i64 = 300;
/// Seconds for which logout tokens are good (§2.4 recommends at most two minutes).
const LOGOUT_LIFETIME: i64 = 120;

/// `POST /token`
pub(crate) async fn token(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let wanted_error = provider.faults().into_iter().find_map(|fault| match fault {
        Fault::TokenError(code) => Some(code),
        _ => None,
    });
    let outcome = match wanted_error {
        Some(code) => Err(code),
        None => {
            let has_proven = client_assertion::proves(&provider, &form).await;
            redeem(&provider, &headers, &form, has_proven)
        }
    };
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    match outcome {
        Ok(answer) => (no_store, Json(answer)).into_response(),
        Err(code) => {
            let status = if code == "invalid_client" {
                StatusCode::UNAUTHORIZED
            } else {
                StatusCode::BAD_REQUEST
            };
            let body = json!({ "error": code, "error_description": Trouble::GIVEAWAY });
            (status, no_store, Json(body)).into_response()
        }
    }
}

fn redeem(
    provider: &Provider,
    headers: &HeaderMap,
    form: &HashMap<String, String>,
    has_proven: Option<bool>,
) -> Result<Value, &'static str> {
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    // One way at a time (RFC 6749 §2.3): an assertion beside a secret is looked at alone.
    if !has_proven.unwrap_or_else(|| is_client(provider, headers, form)) {
        return Err("invalid_client");
    }
    if field("grant_type") != "authorization_code" {
        return Err("unsupported_grant_type");
    }
    // Whatever happens next, the code is gone.
    let grant = provider
        .inner()
        .codes
        .remove(field("code"))
        .ok_or("invalid_grant")?;
    let challenge = base64(&sha256(field("code_verifier").as_bytes()));
    if grant.redirect_uri != field("redirect_uri") || !is_same(&grant.code_challenge, &challenge) {
        return Err("invalid_grant");
    }
    let person = provider
        .person_by_subject(&grant.subject)
        .ok_or("invalid_grant")?;
    let access_token = random_text();
    provider
        .inner()
        .access_tokens
        .insert(access_token.clone(), person.subject.clone());
    let mut answer = json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": LIFETIME });
    let id_token = id_token(provider, &grant, person, &access_token);
    if !provider.has(&Fault::NoIdToken) {
        let before = provider.inner().last_id_token.clone();
        let replayed = before.filter(|_| provider.has(&Fault::ReplayedIdToken));
        answer["id_token"] = replayed.unwrap_or_else(|| id_token.clone()).into();
    }
    provider.inner().last_id_token = Some(id_token);
    for fault in provider.faults() {
        if let (Fault::TokenResponse { member, value }, Some(members)) = (fault, answer.as_object_mut()) {
            set(members, member, value);
        }
    }
    Ok(answer)
}

/// `client_secret_basic` (each half form-encoded, RFC 6749 §2.3.1) or `client_secret_post`, not both.
fn is_client(provider: &Provider, headers: &HeaderMap, form: &HashMap<String, String>) -> bool {
    let in_header = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let in_body = form.get("client_secret");
    let (id, secret) = match (in_header.and_then(|value| value.strip_prefix("Basic ")), in_body) {
        (Some(encoded), None) => {
            let decoded = BASE64_STANDARD
                .decode(encoded)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            match decoded.as_deref().and_then(|pair| pair.split_once(':')) {
                Some((id, secret)) => (form_decoded(id), form_decoded(secret)),
                None => return false,
            }
        }
        (None, Some(_)) if provider.has(&Fault::OnlyBasicAuthentication) => return false,
        (None, Some(secret)) => (form.get("client_id").cloned().unwrap_or_default(), secret.clone()),
        _ => return false,
    };
    let inner = provider.inner();
    let mut known = inner.client_secrets.iter();
    id == provider.config.client_id && known.any(|known| is_same(&secret, known))
}

fn form_decoded(text: &str) -> String {
    form_urlencoded::parse(format!("x={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn is_same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

fn id_token(provider: &Provider, grant: &Grant, person: &Person, access_token: &str) -> String {
    let now = provider.now();
    let mut claims = Map::new();
    let half_hash = provider.inner().key.half_hash(access_token.as_bytes());
    for (name, value) in [
        ("iss", json!(provider.issuer)),
        ("aud", json!(provider.config.client_id)),
        ("exp", json!(now + LIFETIME)),
        ("iat", json!(now)),
        ("auth_time", json!(now)),
        ("nonce", json!(grant.nonce)),
        ("at_hash", json!(base64(&half_hash))),
    ] {
        set(&mut claims, name, value);
    }
    if provider.has(&Fault::ClaimsOnlyInUserInfo) {
        claims.insert("sub".to_owned(), json!(person.subject));
    } else {
        claims.extend(claims_of(person, &grant.scopes));
    }
    let mut header = Map::new();
    header.insert("typ".to_owned(), json!("JWT"));
    let mut signing = None;
    let faults = provider.faults();
    for fault in &faults {
        match fault {
            Fault::IdTokenClaim { claim, value } => set(&mut claims, claim, value.clone()),
            Fault::IdTokenSigning(how) => signing = Some(*how),
            _ => {}
        }
    }
    let inner = provider.inner();
    header.insert("kid".to_owned(), json!(inner.key.id));
    header.insert("alg".to_owned(), json!(algorithm(signing, &inner.key)));
    for fault in &faults {
        if let Fault::IdTokenHeader { field, value } = fault {
            set(&mut header, field, value.clone());
        }
    }
    sign(&header, claims, signing, &inner.key, &provider.config)
}

/// A message of this kind with these claims beside those that all have. Faults of logout tokens are theirs, too.
pub(crate) fn message(provider: &Provider, kind: &str, audience: &str, said: Map<String, Value>) -> String {
    let now = provider.now();
    let mut claims = Map::new();
    for (name, value) in [
        ("iss", json!(provider.issuer)),
        ("aud", json!(audience)),
        ("iat", json!(now)),
        ("jti", json!(random_text())),
    ] {
        set(&mut claims, name, value);
    }
    claims.extend(said);
    signed_message(provider, kind, claims)
}

/// A logout token (OpenID Connect Back-Channel Logout 1.0 §2.4).
pub(crate) fn logout_token(provider: &Provider, subject: Option<&str>, sid: Option<&str>) -> String {
    let now = provider.now();
    let mut claims = Map::new();
    for (name, value) in [
        ("iss", json!(provider.issuer)),
        ("aud", json!(provider.config.client_id)),
        ("iat", json!(now)),
        ("exp", json!(now + LOGOUT_LIFETIME)),
        ("jti", json!(random_text())),
        (
            "events",
            json!({ "http://schemas.openid.net/event/backchannel-logout": {} }),
        ),
        ("sub", json!(subject)),
        ("sid", json!(sid)),
    ] {
        set(&mut claims, name, value);
    }
    signed_message(provider, "logout+jwt", claims)
}

fn signed_message(provider: &Provider, kind: &str, mut claims: Map<String, Value>) -> String {
    let mut header = Map::new();
    header.insert("typ".to_owned(), json!(kind));
    let mut signing = None;
    let faults = provider.faults();
    for fault in &faults {
        match fault {
            Fault::LogoutTokenClaim { claim, value } => set(&mut claims, claim, value.clone()),
            Fault::LogoutTokenSigning(how) => signing = Some(*how),
            _ => {}
        }
    }
    let inner = provider.inner();
    header.insert("kid".to_owned(), json!(inner.key.id));
    header.insert("alg".to_owned(), json!(algorithm(signing, &inner.key)));
    for fault in &faults {
        if let Fault::LogoutTokenHeader { field, value } = fault {
            set(&mut header, field, value.clone());
        }
    }
    sign(&header, claims, signing, &inner.key, &provider.config)
}

const fn algorithm(signing: Option<Signing>, key: &SigningKey) -> &'static str {
    match signing {
        Some(Signing::None) => "none",
        Some(Signing::HmacWithPublicKey | Signing::HmacWithClientSecret) => "HS256",
        _ => key.algorithm(),
    }
}

fn sign(
    header: &Map<String, Value>,
    mut claims: Map<String, Value>,
    signing: Option<Signing>,
    key: &SigningKey,
    config: &crate::config::FakeIdpConfig,
) -> String {
    let message_of = |claims: &Map<String, Value>| {
        let part = |map: &Map<String, Value>| base64(Value::Object(map.clone()).to_string().as_bytes());
        format!("{}.{}", part(header), part(claims))
    };
    let mut message = message_of(&claims);
    let signature = match signing {
        None => key.sign(message.as_bytes()),
        Some(Signing::None) => Vec::new(),
        Some(Signing::HmacWithPublicKey) => hmac_sha256(key.public_bytes(), message.as_bytes()),
        Some(Signing::HmacWithClientSecret) => {
            hmac_sha256(config.client_secret.as_bytes(), message.as_bytes())
        }
        Some(Signing::ForeignKey) => SigningKey::generate(config.algorithm).sign(message.as_bytes()),
        Some(Signing::Broken) => {
            let mut signature = key.sign(message.as_bytes());
            if let Some(last) = signature.last_mut() {
                *last ^= 1;
            }
            signature
        }
        Some(Signing::ChangedAfterwards) => {
            let signature = key.sign(message.as_bytes());
            claims.insert("sub".to_owned(), json!("somebody-else"));
            message = message_of(&claims);
            signature
        }
    };
    format!("{message}.{}", base64(&signature))
}
