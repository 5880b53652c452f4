//! Checks a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6). Invariant: nothing of it counts before its signature
//! fits, and it counts once.

use std::collections::HashMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    JsonWebKey, JsonWebKeyUse,
    core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    error::PlatformError,
    id_token::{LEEWAY_MS, allowed_algorithms},
};
use crate::session::Ending;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// A logout token is made when it is sent.
const OLDEST_MS: i64 = 10 * 60_000;
/// How many are remembered at most: more than that in ten minutes is no platform.
const MOST_SEEN: usize = 10_000;

/// What a good token says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Logout {
    pub(super) ending: Ending,
    pub(super) id: String,
    pub(super) expires_at_ms: i64,
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    exp: i64,
    jti: String,
    events: Map<String, Value>,
    sub: Option<String>,
    sid: Option<String>,
    #[serde(default)]
    nonce: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Checks everything but whether it came before.
pub(super) fn verify(
    token: &str,
    keys: &CoreJsonWebKeySet,
    issuer: &str,
    client_id: &str,
    now_ms: i64,
) -> Result<Logout, PlatformError> {
    let refused = PlatformError::Refused;
    let (message, signature) = token.rsplit_once('.').ok_or(refused("not a JWT"))?;
    let (header, payload) = message.split_once('.').ok_or(refused("not a JWT"))?;
    let header: Header = part(header).ok_or(refused("its header cannot be read"))?;
    check_signature(&header, message, signature, keys)?;
    let claims: Claims = part(payload).ok_or(refused("its claims cannot be read"))?;
    let is_for_us = match &claims.aud {
        Audience::One(one) => one == client_id,
        Audience::Many(many) => many.iter().any(|each| each == client_id),
    };
    let kind = header.typ.as_deref().map(str::to_ascii_lowercase);
    let age_ms = now_ms.saturating_sub(claims.iat.saturating_mul(1_000));
    let expires_at_ms = claims.exp.saturating_mul(1_000).saturating_add(LEEWAY_MS);
    let reason = if !matches!(
        kind.as_deref(),
        None | Some("logout+jwt" | "application/logout+jwt" | "jwt")
    ) {
        "it is a token of another kind"
    } else if claims.iss != issuer {
        "`iss` is another issuer"
    } else if !is_for_us {
        "`aud` is not this app"
    } else if !(-LEEWAY_MS..=OLDEST_MS).contains(&age_ms) {
        "`iat` is not now"
    } else if expires_at_ms <= now_ms {
        "it has expired"
    } else if !claims.events.get(EVENT).is_some_and(Value::is_object) {
        "`events` has no back-channel logout"
    } else if claims.nonce.is_some() {
        "it has a `nonce`, as ID tokens have"
    } else if claims.jti.is_empty() {
        "`jti` is empty"
    } else if claims.sub.is_none() && claims.sid.is_none() {
        "it has neither `sub` nor `sid`"
    } else {
        let ending = Ending {
            user: None,
            subject: claims.sub,
            sid: claims.sid,
        };
        return Ok(Logout {
            ending,
            id: claims.jti,
            expires_at_ms,
        });
    };
    Err(refused(reason))
}

fn part<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn check_signature(
    header: &Header,
    message: &str,
    signature: &str,
    keys: &CoreJsonWebKeySet,
) -> Result<(), PlatformError> {
    if !allowed_algorithms().contains(&header.alg) {
        return Err(PlatformError::Refused(
            "it is not signed with an accepted algorithm",
        ));
    }
    let signature = BASE64_URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| PlatformError::Refused("its signature cannot be read"))?;
    let is_named = |key: &&_| match &header.kid {
        Some(kid) => JsonWebKey::key_id(*key).is_some_and(|id| id.as_str() == kid),
        None => true,
    };
    let signs = |key: &&_| JsonWebKey::key_use(*key).is_none_or(JsonWebKeyUse::allows_signature);
    let mut candidates = keys.keys().iter().filter(is_named).filter(signs).peekable();
    if candidates.peek().is_none() {
        return Err(PlatformError::UnknownKey);
    }
    if candidates.any(|key| {
        key.verify_signature(&header.alg, message.as_bytes(), &signature)
            .is_ok()
    }) {
        Ok(())
    } else {
        Err(PlatformError::Refused("its signature does not fit"))
    }
}

/// The tokens that came already, until they would be refused anyway.
#[derive(Debug, Default)]
pub(super) struct SeenTokens(HashMap<String, i64>);

impl SeenTokens {
    /// Whether a token comes for the first time. When too many are remembered, none is new.
    pub(super) fn is_new(&mut self, id: &str, expires_at_ms: i64, now_ms: i64) -> bool {
        if self.0.len() >= MOST_SEEN {
            self.0.retain(|_, expires_at_ms| *expires_at_ms > now_ms);
        }
        if self.0.len() >= MOST_SEEN || self.0.contains_key(id) {
            return false;
        }
        // Whatever `exp` says: afterwards its `iat` is too old.
        let forget_at_ms = expires_at_ms.min(now_ms.saturating_add(OLDEST_MS + 2 * LEEWAY_MS));
        self.0.insert(id.to_owned(), forget_at_ms);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_counts_once_and_is_forgotten_when_it_has_run_out() {
        let mut seen = SeenTokens::default();
        assert!(seen.is_new("a", 10, 0));
        assert!(!seen.is_new("a", 10, 1));
        for n in 1..MOST_SEEN {
            assert!(seen.is_new(&n.to_string(), 10, 1));
        }
        assert!(!seen.is_new("one too many", 10, 9));
        assert!(seen.is_new("later", 20, 11));
        assert_eq!(seen.0.len(), 1);
    }
}
