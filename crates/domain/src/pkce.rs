//! Proof Key for Code Exchange (RFC 7636), `S256` only: only the client that requested a code can redeem it.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

/// Length of an S256 challenge: 32 bytes in base64url.
const CHALLENGE_LENGTH: usize = 43;

/// Whether a text can be an S256 challenge (§4.2).
pub fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_LENGTH && URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// Whether a text has the form of a verifier (§4.1): 43 to 128 unreserved characters.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// Whether `verifier` belongs to `challenge` (§4.6).
pub fn fits(verifier: &str, challenge: &str) -> bool {
    let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
    let computed = URL_SAFE_NO_PAD.encode(hash.as_ref());
    is_verifier(verifier) && bool::from(computed.as_bytes().ct_eq(challenge.as_bytes()))
}

/// Whether a token request may go on: with a challenge its verifier must come, without one none may (a verifier for a code
/// that was asked for without a challenge is the mark of a downgrade, RFC 9700 §4.8.2).
pub fn admits(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (Some(challenge), Some(verifier)) => fits(verifier, challenge),
        (None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc_fits() {
        assert!(is_challenge(CHALLENGE));
        assert!(fits(VERIFIER, CHALLENGE));
        assert!(
            !fits(CHALLENGE, CHALLENGE),
            "plain: the challenge is no verifier of itself"
        );
        assert!(!fits(
            "short",
            &URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, b"short"))
        ));
    }

    #[test]
    fn neither_half_comes_alone() {
        assert!(admits(None, None));
        assert!(admits(Some(CHALLENGE), Some(VERIFIER)));
        assert!(!admits(Some(CHALLENGE), None));
        assert!(!admits(None, Some(VERIFIER)));
    }

    proptest! {
        #[test]
        fn no_other_verifier_fits(other in "[A-Za-z0-9._~-]{43,128}") {
            prop_assume!(other != VERIFIER);
            prop_assert!(!fits(&other, CHALLENGE));
        }

        #[test]
        fn what_is_no_hash_is_no_challenge(text in ".{0,60}") {
            prop_assert!(!is_challenge(&text) || text.len() == 43);
        }
    }
}
