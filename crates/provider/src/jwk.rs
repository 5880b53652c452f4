//! A signing key: generates, stores, signs and verifies. ES256 and RS256, by aws-lc-rs.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// How ID tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// ECDSA with P-256 and SHA-256: usual.
    Es256,
    /// RSA 2048 with SHA-256: for clients that ask for it.
    Rs256,
}

impl Algorithm {
    /// All algorithms with which the platform signs.
    pub const ALL: [Self; 2] = [Self::Es256, Self::Rs256];

    /// As it stands in headers and registrations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text)
    }
}

/// The cryptographic library refused.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("a signing key cannot be made or read")]
pub struct KeyFault;

enum Pair {
    Ecdsa(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// A key pair.
pub(crate) struct SigningPair(Pair);

impl SigningPair {
    /// A new one; RSA takes a while.
    pub(crate) fn generate(algorithm: Algorithm) -> Result<Self, KeyFault> {
        let pair = match algorithm {
            Algorithm::Es256 => {
                Pair::Ecdsa(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| KeyFault)?)
            }
            Algorithm::Rs256 => Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyFault)?),
        };
        Ok(Self(pair))
    }

    /// PKCS #8, base64.
    pub(crate) fn to_text(&self) -> Result<Zeroizing<String>, KeyFault> {
        let text = match &self.0 {
            Pair::Ecdsa(pair) => STANDARD.encode(pair.to_pkcs8v1().map_err(|_| KeyFault)?.as_ref()),
            Pair::Rsa(pair) => STANDARD.encode(pair.as_der().map_err(|_| KeyFault)?.as_ref()),
        };
        Ok(Zeroizing::new(text))
    }

    /// Reads [`Self::to_text`].
    pub(crate) fn from_text(algorithm: Algorithm, text: &str) -> Result<Self, KeyFault> {
        let der = Zeroizing::new(STANDARD.decode(text).map_err(|_| KeyFault)?);
        let pair = match algorithm {
            Algorithm::Es256 => Pair::Ecdsa(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).map_err(|_| KeyFault)?,
            ),
            Algorithm::Rs256 => Pair::Rsa(RsaKeyPair::from_pkcs8(&der).map_err(|_| KeyFault)?),
        };
        Ok(Self(pair))
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let random = SystemRandom::new();
        match &self.0 {
            Pair::Ecdsa(pair) => {
                let signature = pair.sign(&random, message).map_err(|_| KeyFault)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| KeyFault)?;
                Ok(signature)
            }
        }
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Pair::Ecdsa(pair) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())
                .verify(message, signature)
                .is_ok(),
            Pair::Rsa(pair) => {
                UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
                    .verify(message, signature)
                    .is_ok()
            }
        }
    }

    /// The public half as a JWK (RFC 7517, RFC 7518 §6).
    pub(crate) fn public_jwk(&self, kid: &str) -> Result<Value, KeyFault> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.0 {
            Pair::Ecdsa(pair) => {
                // An uncompressed point: 4, x, y.
                let point = pair.public_key().as_ref();
                let (x, y) = point.get(1..65).ok_or(KeyFault)?.split_at(32);
                Ok(
                    json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": text(x), "y": text(y) }),
                )
            }
            Pair::Rsa(pair) => {
                let key = pair.public_key();
                let n = text(key.modulus().big_endian_without_leading_zero());
                let e = text(key.exponent().big_endian_without_leading_zero());
                Ok(json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": e }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_their_text_form_and_sign_for_themselves_alone() {
        for algorithm in Algorithm::ALL {
            let pair = SigningPair::generate(algorithm).expect("a key");
            let again = SigningPair::from_text(algorithm, &pair.to_text().expect("text")).expect("reads");
            let other = SigningPair::generate(algorithm).expect("a key");
            let signature = again.sign(b"message").expect("signs");
            assert!(pair.verifies(b"message", &signature), "{algorithm:?}");
            assert!(!pair.verifies(b"massage", &signature), "{algorithm:?}");
            assert!(!other.verifies(b"message", &signature), "{algorithm:?}");
            let jwk = pair.public_jwk("k").expect("a JWK");
            let lengths = |name: &str| {
                jwk[name]
                    .as_str()
                    .map(|text| URL_SAFE_NO_PAD.decode(text).expect("base64url").len())
            };
            match algorithm {
                Algorithm::Es256 => assert_eq!((lengths("x"), lengths("y")), (Some(32), Some(32))),
                Algorithm::Rs256 => assert_eq!((lengths("n"), lengths("e")), (Some(256), Some(3))),
            }
            let private = ["d", "p", "q", "dp", "dq", "qi"];
            assert!(private.iter().all(|name| jwk.get(name).is_none()), "{jwk}");
        }
        assert!(SigningPair::from_text(Algorithm::Es256, "AAAA").is_err());
    }
}
