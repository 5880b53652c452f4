//! An issuer's signing keys (RFC 7517). Invariant: holds public keys for signatures alone; keys that are too short,
//! symmetric or meant for encryption are left out as if the issuer had not published them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm as Algorithm};
use serde_json::{Map, Value, json};

use crate::algorithm::algorithm;

/// RSA keys below 2048 bits are not believed (NIST SP 800-131A).
const SHORTEST_RSA_MODULUS: usize = 256;

/// An issuer's keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SigningKeys(Vec<SigningKey>);

/// One key. Only what a signature needs is taken over from the JWK, so that nothing else in it can be in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SigningKey {
    /// `kid`
    pub(crate) id: Option<String>,
    /// Which signatures it can make, by its type.
    kind: Kind,
    /// `alg`: the only one that it may be used with.
    algorithm: Option<Algorithm>,
    pub(crate) public: CoreJsonWebKey,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519,
}

impl SigningKeys {
    /// Reads a JWK set (RFC 7517 §5): keys that are not understood are skipped. `None` where it is no key set.
    pub fn read(document: &Map<String, Value>) -> Option<Self> {
        let listed = document.get("keys")?.as_array()?;
        Some(Self(listed.iter().filter_map(SigningKey::read).collect()))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no signature can be verified with these.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys that a token may be signed with that names `key_id`, without doubles. Where none has that name, those without a
    /// name may be meant (RFC 7517 §4.5: `kid` is optional); where the token names none, all.
    pub(crate) fn candidates(&self, key_id: Option<&str>, algorithm: &Algorithm) -> Vec<&SigningKey> {
        let fitting = || self.0.iter().filter(|key| key.fits(algorithm));
        let mut candidates: Vec<&SigningKey> = match key_id {
            None => fitting().collect(),
            Some(_) => fitting().filter(|key| key.id.as_deref() == key_id).collect(),
        };
        if candidates.is_empty() {
            candidates = fitting().filter(|key| key.id.is_none()).collect();
        }
        candidates.sort_by_key(|key| key.algorithm.is_none());
        let mut singles: Vec<&SigningKey> = Vec::new();
        for key in candidates {
            if singles.iter().all(|single| single.public != key.public) {
                singles.push(key);
            }
        }
        singles
    }
}

impl SigningKey {
    fn fits(&self, algorithm: &Algorithm) -> bool {
        let is_of_its_kind = match self.kind {
            Kind::Rsa => matches!(
                algorithm,
                Algorithm::RsaSsaPkcs1V15Sha256
                    | Algorithm::RsaSsaPkcs1V15Sha384
                    | Algorithm::RsaSsaPkcs1V15Sha512
                    | Algorithm::RsaSsaPssSha256
                    | Algorithm::RsaSsaPssSha384
                    | Algorithm::RsaSsaPssSha512
            ),
            Kind::P256 => *algorithm == Algorithm::EcdsaP256Sha256,
            Kind::P384 => *algorithm == Algorithm::EcdsaP384Sha384,
            Kind::Ed25519 => *algorithm == Algorithm::EdDsa,
        };
        is_of_its_kind && self.algorithm.as_ref().is_none_or(|only| only == algorithm)
    }

    /// Reads a JWK (RFC 7517 §4). `None` where it is not for signatures, not understood, or too weak.
    fn read(jwk: &Value) -> Option<Self> {
        let field = |name: &str| jwk.get(name).and_then(Value::as_str);
        if field("use").is_some_and(|usage| usage != "sig") || !may_verify(jwk.get("key_ops")) {
            return None;
        }
        let (kind, public) = match (field("kty")?, field("crv")) {
            ("RSA", _) => {
                let (modulus, exponent) = (integer(field("n")?)?, integer(field("e")?)?);
                let is_long_enough = modulus.len() >= SHORTEST_RSA_MODULUS;
                let public = json!({ "kty": "RSA", "n": encoded(&modulus), "e": encoded(&exponent) });
                is_long_enough.then_some((Kind::Rsa, public))?
            }
            ("EC", Some(curve @ "P-256")) => (Kind::P256, point(jwk, curve, 32)?),
            ("EC", Some(curve @ "P-384")) => (Kind::P384, point(jwk, curve, 48)?),
            ("OKP", Some("Ed25519")) => {
                let public = json!({ "kty": "OKP", "crv": "Ed25519", "x": encoded(&decoded(field("x")?)?) });
                (Kind::Ed25519, public)
            }
            _ => return None,
        };
        Some(Self {
            id: field("kid").map(str::to_owned),
            kind,
            algorithm: match field("alg") {
                Some(name) => Some(algorithm(name)?),
                None => None,
            },
            public: serde_json::from_value(public).ok()?,
        })
    }
}

/// Whether `key_ops` (RFC 7517 §4.3) leaves signatures in. `sign` is what the private half is for, and is found here all the same.
fn may_verify(operations: Option<&Value>) -> bool {
    let Some(operations) = operations.and_then(Value::as_array) else {
        return true;
    };
    operations.is_empty() || operations.iter().any(|each| each == "verify" || each == "sign")
}

/// A point on a curve whose coordinates have so many bytes; some leave out zeros at their beginning (RFC 7518 §6.2.1.2).
fn point(jwk: &Value, curve: &str, bytes: usize) -> Option<Value> {
    let coordinate = |name: &str| {
        let significant = integer(jwk.get(name)?.as_str()?)?;
        let mut padded = vec![0; bytes.checked_sub(significant.len())?];
        padded.extend(significant);
        Some(encoded(&padded))
    };
    Some(json!({ "kty": "EC", "crv": curve, "x": coordinate("x")?, "y": coordinate("y")? }))
}

/// An integer without zeros at its beginning.
fn integer(text: &str) -> Option<Vec<u8>> {
    let bytes = decoded(text)?;
    Some(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
}

/// Base64url, also with the padding and the two other characters of plain base64.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    use openidconnect::JsonWebKey as _;

    fn count(keys: &Value) -> Option<usize> {
        let document = json!({ "keys": keys });
        SigningKeys::read(document.as_object().unwrap()).map(|keys| keys.0.len())
    }

    fn rsa(bytes: usize) -> Value {
        json!({ "kty": "RSA", "kid": "r", "e": "AQAB", "n": BASE64_URL_SAFE_NO_PAD.encode(vec![0xC3; bytes]) })
    }

    #[test]
    fn only_keys_for_signatures_are_kept() {
        let ec = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "e" });
        assert_eq!(count(&json!([rsa(256), ec, { "kty": "new" }, 7, null])), Some(2));
        assert_eq!(count(&json!([rsa(255)])), Some(0), "a short RSA key");
        assert_eq!(
            count(&json!([{ "kty": "oct", "k": "c2VjcmV0" }])),
            Some(0),
            "a symmetric key"
        );
        let mut encryption = ec;
        encryption["use"] = "enc".into();
        assert_eq!(count(&json!([encryption])), Some(0), "a key for encryption");
        assert_eq!(count(&json!([])), Some(0));
        assert_eq!(count(&json!("none")), None);
    }

    fn candidates(keys: &Value, key_id: Option<&str>, name: &str) -> Vec<Option<String>> {
        let document = json!({ "keys": keys });
        let keys = SigningKeys::read(document.as_object().unwrap()).unwrap();
        let candidates = keys.candidates(key_id, &algorithm(name).unwrap());
        candidates.into_iter().map(|key| key.id.clone()).collect()
    }

    fn ec(members: &Value) -> Value {
        let mut key = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" });
        key.as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        key
    }

    fn id(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn candidates_are_those_of_the_name_else_those_without_one() {
        let keys = json!([
            ec(&json!({ "kid": "a", "x": "AQ" })),
            ec(&json!({ "kid": "b", "x": "Ag" })),
            ec(&json!({ "x": "Aw" })),
            rsa(256)
        ]);
        assert_eq!(candidates(&keys, Some("b"), "ES256"), [id("b")]);
        assert_eq!(candidates(&keys, Some("unknown"), "ES256"), [None]);
        assert_eq!(candidates(&keys, None, "ES256"), [id("a"), id("b"), None]);
        assert_eq!(candidates(&keys, None, "PS256"), [id("r")]);
        assert!(candidates(&keys, None, "EdDSA").is_empty());
        assert!(candidates(&keys, None, "ES384").is_empty(), "another curve");
    }

    #[test]
    fn one_key_twice_is_one_and_two_of_a_name_are_two() {
        let twice = json!([
            ec(&json!({ "kid": "a" })),
            ec(&json!({ "kid": "a", "alg": "ESP256" }))
        ]);
        assert_eq!(candidates(&twice, Some("a"), "ES256"), [id("a")]);
        let two = json!([ec(&json!({ "kid": "a" })), ec(&json!({ "kid": "a", "x": "AQ" }))]);
        assert_eq!(candidates(&two, Some("a"), "ESP256"), [id("a"), id("a")]);
    }

    /// What is no key for signatures by its own word stays out, and members of odd types say nothing.
    #[test]
    fn members_are_believed_where_they_can_be_read() {
        for (members, is_kept) in [
            (json!({ "use": "enc" }), false),
            (json!({ "use": null }), true),
            (
                json!({ "use": ["sig"], "x5c": "text", "x5t": 7, "exp": {} }),
                true,
            ),
            (json!({ "key_ops": ["verify"] }), true),
            (json!({ "key_ops": "verify" }), true),
            (json!({ "key_ops": ["encrypt", "wrapKey"] }), false),
            (json!({ "alg": "ES256" }), true),
            (json!({ "alg": "ECDH-ES" }), false),
            (json!({ "alg": "HS256" }), false),
            (json!({ "alg": 7, "kid": 7 }), true),
            (json!({ "crv": "secp256k1" }), false),
            (json!({ "x": 7 }), false),
        ] {
            assert_eq!(
                count(&json!([ec(&members)])),
                Some(usize::from(is_kept)),
                "{members}"
            );
        }
        let padded = json!({ "kty": "RSA", "e": "AQAB", "n": format!("{}==", BASE64_URL_SAFE_NO_PAD.encode([0xFB; 256])).replace('-', "+") });
        assert_eq!(count(&json!([padded])), Some(1), "plain base64");
    }

    /// One key in 128 has such a coordinate: issuers that write it as a plain number would lose sign-ins now and then.
    #[test]
    fn a_point_fits_with_and_without_zeros_at_the_beginning_of_its_coordinates() {
        let pair =
            std::iter::repeat_with(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
                .find(|pair| pair.public_key().as_ref()[1] == 0)
                .unwrap();
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let signature = pair.sign(&SystemRandom::new(), b"message").unwrap();
        let longer = [&[0, 0], y].concat();
        for (x, y) in [(x, y), (&x[1..], y), (x, &longer), (&x[1..], &longer)] {
            let jwk = ec(&json!({ "x": encoded(x), "y": encoded(y) }));
            let key = SigningKey::read(&jwk).unwrap();
            let verified =
                key.public
                    .verify_signature(&algorithm("ES256").unwrap(), b"message", signature.as_ref());
            assert!(
                verified.is_ok(),
                "{} and {} bytes: {verified:?}",
                x.len(),
                y.len()
            );
        }
        let too_long = [&[1], y].concat();
        assert_eq!(count(&json!([ec(&json!({ "y": encoded(&too_long) }))])), Some(0));
    }
}
