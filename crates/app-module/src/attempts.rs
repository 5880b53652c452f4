//! The sign-ins under way in one browser, kept in its own cookie. Invariant: an attempt is worth one answer, in the browser
//! that began it, for ten minutes. The cookie is HttpOnly and holds nothing that is of use elsewhere.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::secrets::{hash, random_text};

/// How long somebody may take at the platform.
const LIFETIME_MS: i64 = 10 * 60_000;
/// Tabs that may be signing in side by side.
const MOST: usize = 4;
/// Browsers keep 4096 bytes, name and attributes included.
const LONGEST_COOKIE: usize = 3_700;

/// One sign-in under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) state: String,
    pub(crate) code_verifier: String,
    pub(crate) return_to: String,
    nonce_secret: String,
    began_ms: i64,
}

impl Attempt {
    pub(crate) fn begin(return_to: String, now_ms: i64) -> Self {
        Self {
            state: random_text(),
            code_verifier: random_text(),
            return_to,
            nonce_secret: random_text(),
            began_ms: now_ms,
        }
    }

    /// What the ID token must repeat. A hash of what the cookie holds (OpenID Connect Core §15.5.2), so that somebody who
    /// reads tokens cannot make the cookie.
    pub(crate) fn nonce(&self) -> String {
        hash(&self.nonce_secret)
    }

    /// A clock that went back must not make an attempt live longer.
    const fn is_alive(&self, now_ms: i64) -> bool {
        let age = now_ms.saturating_sub(self.began_ms);
        age < LIFETIME_MS && age > -LIFETIME_MS
    }
}

/// Those of one browser, oldest first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts(Vec<Attempt>);

impl Attempts {
    /// Reads the cookie; what cannot be read is as good as none.
    pub(crate) fn read(cookie: Option<&str>, now_ms: i64) -> Self {
        let bytes = cookie.and_then(|value| BASE64_URL_SAFE_NO_PAD.decode(value).ok());
        let read: Option<Vec<Attempt>> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let mut attempts = read.unwrap_or_default();
        attempts.retain(|attempt| attempt.is_alive(now_ms));
        Self(attempts)
    }

    /// Adds one; the oldest make room.
    pub(crate) fn add(&mut self, attempt: Attempt) {
        self.0.push(attempt);
        while self.0.len() > MOST || (self.0.len() > 1 && self.write().len() > LONGEST_COOKIE) {
            self.0.remove(0);
        }
    }

    /// The attempt that an answer belongs to. It is gone afterwards.
    pub(crate) fn take(&mut self, state: &str) -> Option<Attempt> {
        let at = self.0.iter().position(|attempt| attempt.state == state)?;
        Some(self.0.remove(at))
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The cookie's value.
    pub(crate) fn write(&self) -> String {
        // Plain fields: this cannot fail.
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&self.0).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_attempt_is_worth_one_answer() {
        let mut attempts = Attempts::default();
        let attempt = Attempt::begin("/a".into(), 0);
        attempts.add(attempt.clone());
        let mut later = Attempts::read(Some(&attempts.write()), 1);
        assert_eq!(later.take("another"), None);
        assert_eq!(later.take(&attempt.state), Some(attempt.clone()));
        assert_eq!(later.take(&attempt.state), None);
    }

    #[test]
    fn tabs_sign_in_side_by_side_and_the_oldest_make_room() {
        let mut attempts = Attempts::default();
        let begun: Vec<_> = (0..6).map(|n| Attempt::begin(format!("/{n}"), n)).collect();
        begun.iter().cloned().for_each(|attempt| attempts.add(attempt));
        assert_eq!(attempts.0, begun[2..]);
    }

    #[test]
    fn an_attempt_ends_whatever_the_clock_does() {
        let mut attempts = Attempts::default();
        attempts.add(Attempt::begin("/".into(), LIFETIME_MS * 10));
        let cookie = attempts.write();
        for (now, lives) in [(10, true), (11, false), (9, false), (0, false)] {
            assert_eq!(
                !Attempts::read(Some(&cookie), LIFETIME_MS * now).is_empty(),
                lives,
                "{now}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_cookie_always_fits(lengths in prop::collection::vec(0..2_000_usize, 1..8)) {
            let mut attempts = Attempts::default();
            for length in lengths {
                attempts.add(Attempt::begin("/".repeat(length), 0));
                prop_assert!(attempts.write().len() <= LONGEST_COOKIE);
            }
            prop_assert!(!attempts.is_empty());
        }

        #[test]
        fn no_cookie_is_too_odd(cookie in ".{0,80}") {
            prop_assert!(Attempts::read(Some(&cookie), 0).is_empty() || cookie.len() > 20);
        }
    }
}
