//! How hard a new password is to guess, estimated (zxcvbn) away from the threads that serve, by a few at a time.

use latchkey_contract::password::PasswordStrength;
use zeroize::Zeroizing;

use super::{PasswordHasher, QueueFull};
use crate::domain::password_rules::{by_length, by_score, is_about_the_person, normalized, words_about};

impl PasswordHasher {
    /// What is to be said of `password`; `about` is what somebody who knows the person would try first.
    pub async fn strength(
        &self,
        password: &Zeroizing<String>,
        about: Vec<String>,
    ) -> Result<PasswordStrength, QueueFull> {
        // What is far too long is refused before any work is done for it.
        let password = normalized(password);
        if let Some(strength) = by_length(&password) {
            return Ok(strength);
        }
        self.estimate(move || {
            let words = words_about(&about);
            if is_about_the_person(&password, &words) {
                return PasswordStrength::Guessable;
            }
            let words = words.iter().map(String::as_str).collect::<Vec<_>>();
            by_score(u8::from(zxcvbn::zxcvbn(&password, &words).score()))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn strength(password: &str) -> PasswordStrength {
        let about = ["ada.lovelace@acme.example", "Ada", "Lovelace", "Latchkey"];
        let password = Zeroizing::new(password.to_owned());
        PasswordHasher::with_limits(1, 4)
            .strength(&password, about.map(str::to_owned).into())
            .await
            .expect("there is room")
    }

    #[tokio::test]
    async fn common_ones_patterns_and_the_person_are_refused() {
        for guessable in [
            "passwordpassword",
            "123456789012345",
            "aaaaaaaaaaaaaaaaaaaa",
            "qwertyuiopasdfg",
            "ada.lovelace@acme.example",
            "AdaLovelaceAcme",
            "latchkeylatchkey",
        ] {
            assert_eq!(
                strength(guessable).await,
                PasswordStrength::Guessable,
                "{guessable}"
            );
        }
        assert_eq!(strength("Tr0ub4dor&3").await, PasswordStrength::TooShort);
        assert_eq!(strength(&"x7".repeat(200)).await, PasswordStrength::TooLong);
        for strong in [
            "correct horse battery staple",
            "мой любимый кот Барсик спит",
            "g7#Kq!2mZ@9vLx4p",
        ] {
            assert!(strength(strong).await.is_accepted(), "{strong}");
        }
    }
}
