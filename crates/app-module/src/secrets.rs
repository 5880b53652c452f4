//! Random texts and hashes. Invariant: what is unguessable has 256 bits from the cryptographic library.

use aws_lc_rs::{digest, rand};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// 43 characters of base64url: also what a PKCE verifier may be (RFC 7636 §4.1).
pub(crate) fn random_text() -> String {
    let mut bytes = [0; 32];
    // Without randomness nothing here is safe: there is nothing to go on with.
    rand::fill(&mut bytes).expect("the system has randomness");
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// SHA-256 in base64url.
pub(crate) fn hash(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}
