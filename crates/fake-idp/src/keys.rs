//! Signing keys. Invariant: every key has an id of its own, never used again.

use aws_lc_rs::{
    digest, hmac,
    rand::{self, SystemRandom},
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::config::SigningAlgorithm;

/// The cryptographic library refused its own defaults: nothing can be done about that here.
const CRYPTO: &str = "the cryptographic library makes keys and signatures";

enum Pair {
    Ecdsa(EcdsaKeyPair),
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A key pair with its id.
pub(crate) struct SigningKey {
    pub(crate) id: String,
    pair: Pair,
}

impl SigningKey {
    pub(crate) fn generate(algorithm: SigningAlgorithm) -> Self {
        let pair = match algorithm {
            SigningAlgorithm::Es256 => {
                Pair::Ecdsa(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect(CRYPTO))
            }
            SigningAlgorithm::Ed25519 => Pair::Ed25519(Ed25519KeyPair::generate().expect(CRYPTO)),
            SigningAlgorithm::Rs256 => Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).expect(CRYPTO)),
        };
        Self {
            id: random_text(),
            pair,
        }
    }

    pub(crate) const fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::Ecdsa(_) => "ES256",
            Pair::Rsa(_) => "RS256",
            Pair::Ed25519(_) => "EdDSA",
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ecdsa(pair) => pair.sign(&random, message).expect(CRYPTO).as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .expect(CRYPTO);
                signature
            }
        }
    }

    /// The left half of the hash that belongs to the algorithm (OpenID Connect Core §3.1.3.6).
    pub(crate) fn half_hash(&self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self.pair {
            Pair::Ed25519(_) => &digest::SHA512,
            Pair::Ecdsa(_) | Pair::Rsa(_) => &digest::SHA256,
        };
        let hash = digest::digest(algorithm, bytes);
        hash.as_ref()[..hash.as_ref().len() / 2].to_vec()
    }

    /// The public half as a JWK (RFC 7517).
    pub(crate) fn jwk(&self) -> Value {
        let (id, algorithm) = (&self.id, self.algorithm());
        match &self.pair {
            Pair::Ecdsa(pair) => {
                // An uncompressed point: 4, x, y.
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": algorithm, "kid": id,
                        "x": base64(x), "y": base64(y) })
            }
            Pair::Ed25519(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": algorithm, "kid": id,
                        "x": base64(pair.public_key().as_ref()) })
            }
            Pair::Rsa(pair) => {
                let (modulus, exponent) = rsa_components(pair.public_key().as_ref());
                json!({ "kty": "RSA", "use": "sig", "alg": algorithm, "kid": id,
                        "n": base64(modulus), "e": base64(exponent) })
            }
        }
    }

    /// The public half in the library's own encoding: what a confused relying party might take for a MAC key.
    pub(crate) fn public_bytes(&self) -> &[u8] {
        match &self.pair {
            Pair::Ecdsa(pair) => pair.public_key().as_ref(),
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::Ed25519(pair) => pair.public_key().as_ref(),
        }
    }
}

/// Modulus and exponent of an RSAPublicKey (RFC 8017 A.1.1): a DER sequence of two integers.
fn rsa_components(der: &[u8]) -> (&[u8], &[u8]) {
    let (sequence, _) = der_content(der);
    let (modulus, rest) = der_content(sequence);
    let (exponent, _) = der_content(rest);
    (without_leading_zero(modulus), without_leading_zero(exponent))
}

/// The content of the first DER element, and what follows it.
fn der_content(der: &[u8]) -> (&[u8], &[u8]) {
    let (length, begins) = match der[1] {
        short @ 0..0x80 => (usize::from(short), 2),
        long => {
            let bytes = usize::from(long & 0x7f);
            let length = der[2..2 + bytes]
                .iter()
                .fold(0, |sum, &byte| sum << 8 | usize::from(byte));
            (length, 2 + bytes)
        }
    };
    der[begins..].split_at(length)
}

fn without_leading_zero(integer: &[u8]) -> &[u8] {
    integer.strip_prefix(&[0]).unwrap_or(integer)
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// 24 random bytes in base64url.
pub(crate) fn random_text() -> String {
    let mut bytes = [0; 24];
    rand::fill(&mut bytes).expect(CRYPTO);
    base64(&bytes)
}

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message)
        .as_ref()
        .to_vec()
}
