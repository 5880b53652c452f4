//! Access tokens. A token is opaque to apps and holds its own data, encrypted with the platform's key, so that reading one needs no
//! query. Access tokens are issued far more often than revoked; so only revoked ones are stored.
//!
//! Invariant: a token says what it was issued for, never that this still holds; its family is looked up at each use.

use latchkey_domain::scopes::Scopes;
use latchkey_system::secrets::{NoRandomness, SecretKey, new_token};

/// What the key seals it for: nothing that it seals for something else is taken for an access token.
const PURPOSE: &str = "access_token";
/// Characters by which two tokens differ that were given for the same at the same moment, so that one can be taken back.
const OWN: usize = 16;

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Its family.
    pub family_id: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// When it was given.
    pub created_at_ms: i64,
    /// When it expires.
    pub expires_at_ms: i64,
}

impl AccessToken {
    /// The token, some 200 characters.
    pub fn to_token(&self, key: &SecretKey) -> Result<String, NoRandomness> {
        let own = &new_token()?[..OWN];
        let Self {
            family_id,
            scopes,
            created_at_ms,
            expires_at_ms,
        } = self;
        let text = format!("{own} {created_at_ms} {expires_at_ms} {family_id} {scopes}");
        Ok(key.sealed_token(PURPOSE, &text))
    }

    /// What a token says that this key sealed, also where its time is over.
    pub fn from_token(token: &str, key: &SecretKey) -> Option<Self> {
        let text = key.text_in(PURPOSE, token)?;
        let mut parts = text.splitn(5, ' ').skip(1);
        Some(Self {
            created_at_ms: parts.next()?.parse().ok()?,
            expires_at_ms: parts.next()?.parse().ok()?,
            family_id: parts.next()?.to_owned(),
            scopes: Scopes::parse(parts.next()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> SecretKey {
        SecretKey::generate().expect("randomness")
    }

    fn token() -> AccessToken {
        AccessToken {
            family_id: "01a1ff30-45aa-75ef-acfa-081213a53384".into(),
            scopes: Scopes::parse("openid email"),
            created_at_ms: 1_800_000_000_000,
            expires_at_ms: 1_800_000_600_000,
        }
    }

    #[test]
    fn it_says_what_it_was_given_for_to_the_key_that_sealed_it() {
        let (key, token) = (key(), token());
        for scopes in ["openid email", ""] {
            let token = AccessToken {
                scopes: Scopes::parse(scopes),
                ..token.clone()
            };
            let text = token.to_token(&key).expect("randomness");
            assert_eq!(AccessToken::from_token(&text, &key), Some(token.clone()));
            assert_eq!(
                AccessToken::from_token(&text, &self::key()),
                None,
                "another platform's"
            );
            assert_ne!(text, token.to_token(&key).expect("randomness"), "each is its own");
        }
    }

    #[test]
    fn what_the_key_sealed_for_something_else_is_none() {
        let (key, text) = (key(), "own 1 9 family openid");
        assert!(AccessToken::from_token(&key.sealed_token(PURPOSE, text), &key).is_some());
        assert_eq!(
            AccessToken::from_token(&key.sealed_token("nonce", text), &key),
            None
        );
        assert_eq!(
            AccessToken::from_token(&key.sealed_token(PURPOSE, "own 1 9"), &key),
            None
        );
        for text in ["", ".", text] {
            assert_eq!(AccessToken::from_token(text, &key), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_that_was_changed_is_none(at in 0_usize..1000, other in "[A-Za-z0-9_.-]") {
            let key = key();
            let text = token().to_token(&key).expect("randomness");
            let at = at % text.len();
            let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            prop_assume!(changed != text);
            prop_assert_eq!(AccessToken::from_token(&changed, &key), None);
        }
    }
}
