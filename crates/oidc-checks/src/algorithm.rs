//! Which algorithms (RFC 7518) signatures may have. Invariant: asymmetric ones alone.

use openidconnect::core::CoreJwsSigningAlgorithm;

/// Algorithms that tokens may be signed with: asymmetric ones that the verifying library has. Never `none`, never a MAC, whose key
/// would be the client secret or, mixed up, a public key. RFC 9864 names some of them by their curve.
pub(crate) fn algorithm(name: &str) -> Option<CoreJwsSigningAlgorithm> {
    Some(match name {
        "RS256" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        "RS384" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
        "RS512" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
        "PS256" => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        "PS384" => CoreJwsSigningAlgorithm::RsaSsaPssSha384,
        "PS512" => CoreJwsSigningAlgorithm::RsaSsaPssSha512,
        "ES256" | "ESP256" => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        "ES384" | "ESP384" => CoreJwsSigningAlgorithm::EcdsaP384Sha384,
        "EdDSA" | "Ed25519" => CoreJwsSigningAlgorithm::EdDsa,
        _ => return None,
    })
}

/// Whether tokens may be signed with the algorithm of this name.
pub fn is_accepted_algorithm(name: &str) -> bool {
    algorithm(name).is_some()
}
