//! Signatures of authenticators, by the kinds of keys that are taken (`domain/passkey.rs`).

use aws_lc_rs::digest;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
    VerificationAlgorithm,
};

use crate::domain::passkey::{ED25519 as EDDSA, ES256, RS256};

/// Shorter is not: a point of P-256 or a key of Ed25519 alone, without the words that say which. Browsers give `SubjectPublicKeyInfo`.
const SHORTEST_KEY: usize = 44;

fn kind(algorithm: i64) -> Option<&'static dyn VerificationAlgorithm> {
    match algorithm {
        ES256 => Some(&ECDSA_P256_SHA256_ASN1),
        EDDSA => Some(&ED25519),
        RS256 => Some(&RSA_PKCS1_2048_8192_SHA256),
        _ => None,
    }
}

/// Whether it is a key (`SubjectPublicKeyInfo`) of this kind that can be checked with.
pub fn is_key(algorithm: i64, key: &[u8]) -> bool {
    key.len() >= SHORTEST_KEY && kind(algorithm).is_some_and(|kind| ParsedPublicKey::new(kind, key).is_ok())
}

/// Whether the signature is this key's.
pub fn is_right(algorithm: i64, key: &[u8], signed: &[u8], signature: &[u8]) -> bool {
    kind(algorithm).is_some_and(|kind| {
        UnparsedPublicKey::new(kind, key)
            .verify(signed, signature)
            .is_ok()
    })
}

/// What an authenticator signs (Web Authentication §7.2, step 21).
pub fn signed(authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    [authenticator_data, &hash(client_data)].concat()
}

/// SHA-256.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}
