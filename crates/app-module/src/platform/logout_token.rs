//! Checks a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6). Invariant: nothing of it counts before its signature
//! fits, and it counts once.

use std::collections::HashMap;

use latchkey_oidc_checks::{SigningKeys, Tolerance, logout_token};

use super::{error::PlatformError, id_token::refused};
use crate::session::Ending;

/// How many are remembered at most: more than that in ten minutes is no platform.
const MOST_SEEN: usize = 10_000;

/// What a good token says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Logout {
    pub(super) ending: Ending,
    pub(super) id: String,
    /// From then on it is too old, whether or not it came before.
    pub(super) expires_at_ms: i64,
}

/// Checks everything but whether it came before.
pub(super) fn verify(
    token: &str,
    keys: &SigningKeys,
    issuer: &str,
    client_id: &str,
    now_ms: i64,
) -> Result<Logout, PlatformError> {
    let expectation = logout_token::LogoutTokenExpectation {
        issuer,
        client_id,
        may_have_other_audiences: true,
        tolerance: Tolerance::default(),
        now_ms,
    };
    let token = logout_token::verify(token, keys, &expectation).map_err(|refusal| refused(&refusal))?;
    Ok(Logout {
        ending: Ending {
            user: None,
            subject: token.subject,
            sid: token.sid,
        },
        id: token.jti,
        expires_at_ms: now_ms.saturating_add(token.dies_in_ms),
    })
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
        self.0.insert(id.to_owned(), expires_at_ms);
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
