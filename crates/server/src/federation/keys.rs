//! An issuer's signing keys (RFC 7517). Invariant: holds public keys for signatures alone; keys that are too short,
//! symmetric or meant for encryption are left out as if the issuer had not published them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{JsonWebKeySet, core::CoreJsonWebKey};
use serde_json::{Map, Value};
use url::Url;

use super::{
    discovery::get_json_object,
    egress::Egress,
    error::{FederationError, Step},
};

/// RSA keys below 2048 bits are not believed (NIST SP 800-131A).
const SHORTEST_RSA_MODULUS: usize = 256;

/// An issuer's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SigningKeys(pub(super) JsonWebKeySet<CoreJsonWebKey>);

/// Fetches and sorts out the keys.
pub(super) async fn fetch(egress: &Egress, jwks_uri: &Url) -> Result<SigningKeys, FederationError> {
    let document = get_json_object(egress, jwks_uri, Step::Keys).await?;
    parse(&document)
}

/// Keys that are not understood are skipped (RFC 7517 §5): only a set without any usable key is an error.
fn parse(document: &Map<String, Value>) -> Result<SigningKeys, FederationError> {
    let listed = document.get("keys").and_then(Value::as_array);
    let listed = listed.ok_or(FederationError::misconfigured(
        Step::Keys,
        "the answer is no key set",
    ))?;
    let keys: Vec<CoreJsonWebKey> = listed
        .iter()
        .filter(|key| is_for_signatures(key))
        .filter_map(|key| serde_json::from_value(key.clone()).ok())
        .collect();
    if keys.is_empty() {
        return Err(FederationError::misconfigured(
            Step::Keys,
            "the key set has no key for signatures",
        ));
    }
    Ok(SigningKeys(JsonWebKeySet::new(keys)))
}

fn is_for_signatures(key: &Value) -> bool {
    let field = |name: &str| key.get(name).and_then(Value::as_str);
    let is_long_enough = || {
        let modulus = field("n").and_then(|n| BASE64_URL_SAFE_NO_PAD.decode(n.trim_end_matches('=')).ok());
        modulus.is_some_and(|n| n.iter().skip_while(|byte| **byte == 0).count() >= SHORTEST_RSA_MODULUS)
    };
    field("use").is_none_or(|usage| usage == "sig")
        && match field("kty") {
            Some("RSA") => is_long_enough(),
            Some("EC") => matches!(field("crv"), Some("P-256" | "P-384")),
            Some("OKP") => field("crv") == Some("Ed25519"),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn count(keys: &Value) -> Option<usize> {
        let document = json!({ "keys": keys });
        parse(document.as_object().unwrap())
            .ok()
            .map(|keys| keys.0.keys().len())
    }

    fn rsa(bytes: usize) -> Value {
        json!({ "kty": "RSA", "kid": "r", "e": "AQAB", "n": BASE64_URL_SAFE_NO_PAD.encode(vec![0xC3; bytes]) })
    }

    #[test]
    fn only_keys_for_signatures_are_kept() {
        let ec = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "e" });
        assert_eq!(count(&json!([rsa(256), ec, { "kty": "new" }, 7, null])), Some(2));
        assert_eq!(count(&json!([rsa(255)])), None, "a short RSA key");
        assert_eq!(
            count(&json!([{ "kty": "oct", "k": "c2VjcmV0" }])),
            None,
            "a symmetric key"
        );
        let mut encryption = ec;
        encryption["use"] = "enc".into();
        assert_eq!(count(&json!([encryption])), None, "a key for encryption");
        assert_eq!(count(&json!([])), None);
        assert_eq!(count(&json!("none")), None);
    }
}
