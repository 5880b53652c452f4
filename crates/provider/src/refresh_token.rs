//! Refresh tokens. A token is opaque to apps and encrypted with the platform's key, so that a forged one is refused without a
//! query. Invariant: of a family's tokens only the newest works; the family's row holds its generation.

use latchkey_system::secrets::SecretKey;

const PURPOSE: &str = "refresh_token";

/// What a refresh token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its family.
    pub family_id: String,
    /// Which of the family's tokens it is; the first one is 0.
    pub generation: i64,
    /// When it was given.
    pub created_at_ms: i64,
    /// When it expires.
    pub expires_at_ms: i64,
}

impl RefreshToken {
    /// The token, some 140 characters.
    pub fn to_token(&self, key: &SecretKey) -> String {
        let Self {
            family_id,
            generation,
            created_at_ms,
            expires_at_ms,
        } = self;
        key.sealed_token(
            PURPOSE,
            &format!("{generation} {created_at_ms} {expires_at_ms} {family_id}"),
        )
    }

    /// What a token says that this key sealed, also where its time is over.
    pub fn from_token(token: &str, key: &SecretKey) -> Option<Self> {
        let text = key.text_in(PURPOSE, token)?;
        let mut parts = text.splitn(4, ' ');
        Some(Self {
            generation: parts.next()?.parse().ok()?,
            created_at_ms: parts.next()?.parse().ok()?,
            expires_at_ms: parts.next()?.parse().ok()?,
            family_id: parts.next()?.to_owned(),
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

    proptest! {
        #[test]
        fn it_says_what_it_was_given_for_to_the_key_that_sealed_it(
            generation in 0_i64..,
            created_at_ms in 0_i64..,
            expires_at_ms in 0_i64..,
            family_id in "[0-9a-f-]{36}",
            at in 0_usize..1000,
            other in "[A-Za-z0-9_.-]",
        ) {
            let (key, token) = (key(), RefreshToken { family_id, generation, created_at_ms, expires_at_ms });
            let text = token.to_token(&key);
            prop_assert_eq!(RefreshToken::from_token(&text, &key), Some(token));
            prop_assert_eq!(RefreshToken::from_token(&text, &self::key()), None);
            let at = at % text.len();
            let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            prop_assume!(changed != text);
            prop_assert_eq!(RefreshToken::from_token(&changed, &key), None);
        }
    }

    #[test]
    fn what_the_key_sealed_for_something_else_is_none() {
        let key = key();
        let text = "0 1 9 family";
        assert!(RefreshToken::from_token(&key.sealed_token(PURPOSE, text), &key).is_some());
        assert_eq!(
            RefreshToken::from_token(&key.sealed_token("access_token", text), &key),
            None
        );
        assert_eq!(
            RefreshToken::from_token(&key.sealed_token(PURPOSE, "0 1 9"), &key),
            None
        );
    }
}
