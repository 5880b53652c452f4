//! The sign-ins under way in one browser, each kept in a cookie of its own there: tabs may begin side by side before any response has
//! brought its cookie. Invariant: an attempt accepts one response, in the browser that began it, for ten minutes. The cookies are
//! HttpOnly and hold nothing that is of use elsewhere.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::secrets::{hash, random_text};

/// How long somebody may take at the platform.
const LIFETIME_MS: i64 = 10 * 60_000;
/// Tabs that may be signing in side by side.
const MOST: usize = 4;
/// Browsers keep 4096 bytes of a cookie, name and attributes included, and servers take little more of all together.
const LONGEST: usize = 3_700;
/// Characters of `state` in the name of the attempt's cookie: enough to tell a browser's own apart.
const KEY_CHARACTERS: usize = 12;

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

    /// The key under which its cookie is kept; see [`key_of`].
    pub(crate) fn key(&self) -> &str {
        key_of(&self.state)
    }

    /// The cookie's value.
    pub(crate) fn write(&self) -> String {
        // Plain fields: this cannot fail.
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn read(cookie: &str) -> Option<Self> {
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(cookie).ok()?).ok()
    }

    /// A clock that went back must not make an attempt live longer.
    const fn is_alive(&self, now_ms: i64) -> bool {
        let age = now_ms.saturating_sub(self.began_ms);
        age < LIFETIME_MS && age > -LIFETIME_MS
    }
}

/// The key of the attempt with this `state`, as far as it can be one: it comes from an address.
fn key_of(state: &str) -> &str {
    state.get(..KEY_CHARACTERS).unwrap_or(state)
}

/// Those of one browser, oldest first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts(Vec<Attempt>);

impl Attempts {
    /// Reads the cookies, as keys and values; what cannot be read is as good as none.
    pub(crate) fn read<'a>(cookies: impl Iterator<Item = (&'a str, &'a str)>, now_ms: i64) -> Self {
        let attempts =
            cookies.filter_map(|(key, value)| Attempt::read(value).filter(|attempt| attempt.key() == key));
        Self(attempts.filter(|attempt| attempt.is_alive(now_ms)).collect())
    }

    /// Those that make room for one more, the oldest first.
    pub(crate) fn make_room(mut self, for_one: &Attempt) -> Vec<Attempt> {
        let written = |attempts: &[Attempt]| {
            attempts
                .iter()
                .map(|attempt| attempt.write().len())
                .sum::<usize>()
        };
        let one = for_one.write().len();
        let mut keep = self.0.len();
        while keep > 0 && (keep >= MOST || written(&self.0[self.0.len() - keep..]) + one > LONGEST) {
            keep -= 1;
        }
        self.0.truncate(self.0.len() - keep);
        self.0
    }

    /// The attempt that a response belongs to.
    pub(crate) fn take(self, state: &str) -> Option<Attempt> {
        self.0.into_iter().find(|attempt| attempt.state == state)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(begun: &[Attempt], now_ms: i64) -> Attempts {
        let written: Vec<_> = begun
            .iter()
            .map(|attempt| (attempt.key(), attempt.write()))
            .collect();
        Attempts::read(written.iter().map(|(key, value)| (*key, value.as_str())), now_ms)
    }

    #[test]
    fn an_answer_belongs_to_the_attempt_with_its_state() {
        let begun = [Attempt::begin("/a".into(), 0), Attempt::begin("/b".into(), 0)];
        assert_eq!(read(&begun, 1).take("another"), None);
        assert_eq!(read(&begun, 1).take(begun[0].key()), None, "the whole of it");
        for attempt in &begun {
            assert_eq!(read(&begun, 1).take(&attempt.state).as_ref(), Some(attempt));
        }
        let planted = begun[0].write();
        let planted = Attempts::read([("another key", planted.as_str())].into_iter(), 1);
        assert_eq!(planted.take(&begun[0].state), None);
    }

    #[test]
    fn tabs_sign_in_side_by_side_and_the_oldest_make_room() {
        let begun: Vec<_> = (0..6).map(|n| Attempt::begin(format!("/{n}"), n)).collect();
        let one = Attempt::begin("/one".into(), 6);
        assert_eq!(read(&begun[..3], 6).make_room(&one), []);
        assert_eq!(read(&begun, 6).make_room(&one), begun[..3]);
    }

    #[test]
    fn an_attempt_ends_whatever_the_clock_does() {
        let begun = [Attempt::begin("/".into(), LIFETIME_MS * 10)];
        for (now, lives) in [(10, true), (11, false), (9, false), (0, false)] {
            let found = read(&begun, LIFETIME_MS * now).take(&begun[0].state);
            assert_eq!(found.is_some(), lives, "{now}");
        }
    }

    proptest! {
        #[test]
        fn the_cookies_always_fit(lengths in prop::collection::vec(0..2_000_usize, 1..8)) {
            let mut kept: Vec<Attempt> = Vec::new();
            for length in lengths {
                let one = Attempt::begin("/".repeat(length), 0);
                let gone = read(&kept, 0).make_room(&one);
                kept.retain(|attempt| !gone.contains(attempt));
                kept.push(one);
                prop_assert!(kept.iter().map(|attempt| attempt.write().len()).sum::<usize>() <= LONGEST);
            }
        }

        #[test]
        fn no_cookie_is_too_odd(key in ".{0,20}", cookie in ".{0,80}") {
            prop_assert_eq!(Attempts::read([(key.as_str(), cookie.as_str())].into_iter(), 0), Attempts::default());
        }
    }
}
