//! How hard a new password is to guess, estimated (zxcvbn) away from the threads that serve, by a few at a time.

use latchkey_contract::password::PasswordStrength;
use zeroize::Zeroizing;

use super::bounded_pool::{BoundedPool, QueueSlot};
use super::{PasswordHasher, QueueFull};
use crate::domain::password_rules::{
    by_length, by_score, estimated, is_about_the_person, normalized, without_repeats, words_about,
};

impl PasswordHasher {
    /// What is to be said of `password` before it is set; `about` is what somebody who knows the person would try first.
    pub async fn strength(
        &self,
        password: &Zeroizing<String>,
        about: Vec<String>,
    ) -> Result<PasswordStrength, QueueFull> {
        estimate(&self.decisions, self.decisions.enter()?, password, about).await
    }

    /// Takes a place for an estimate while a password is typed: whoever asks too much is in the way of nobody who sets one.
    pub fn enter_meter(&self) -> Result<QueueSlot, QueueFull> {
        self.meter.enter()
    }

    /// The same as [`Self::strength`], while it is typed.
    pub async fn strength_so_far(
        &self,
        slot: QueueSlot,
        password: &Zeroizing<String>,
        about: Vec<String>,
    ) -> Result<PasswordStrength, QueueFull> {
        estimate(&self.meter, slot, password, about).await
    }
}

async fn estimate(
    pool: &BoundedPool,
    slot: QueueSlot,
    password: &Zeroizing<String>,
    about: Vec<String>,
) -> Result<PasswordStrength, QueueFull> {
    // What is far too long is refused before any work is done for it.
    let password = normalized(password);
    if let Some(strength) = by_length(&password) {
        return Ok(strength);
    }
    let work = move || {
        let words = words_about(&about);
        if is_about_the_person(&password, &words) {
            return PasswordStrength::Guessable;
        }
        let words = words.iter().map(String::as_str).collect::<Vec<_>>();
        let score = |text: &str| u8::from(zxcvbn::zxcvbn(estimated(text), &words).score());
        let once = without_repeats(&password).map(Zeroizing::new);
        by_score(score(once.as_deref().unwrap_or(&password)))
    };
    pool.run(slot, work).await
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
            "password password1",
            "111111111111111",
            "Password1-password2-PASSWORD3",
            "sunshine sunshine sunshine",
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
            "correct horse battery staple, correct horse",
            "мой любимый кот Барсик спит",
            "g7#Kq!2mZ@9vLx4p",
        ] {
            assert!(strength(strong).await.is_accepted(), "{strong}");
        }
    }

    /// Anybody may fill the meter's places; whoever sets a password has others.
    #[tokio::test]
    async fn a_full_meter_is_in_the_way_of_nobody_who_sets_a_password() {
        let hasher = PasswordHasher::with_limits(1, 4);
        let places = std::iter::from_fn(|| hasher.enter_meter().ok()).collect::<Vec<_>>();
        let password = Zeroizing::new("correct horse battery staple".to_owned());
        assert!(hasher.enter_meter().is_err());
        assert!(
            hasher
                .strength(&password, Vec::new())
                .await
                .is_ok_and(PasswordStrength::is_accepted)
        );
        drop(places);
        let slot = hasher.enter_meter().expect("a place");
        assert!(hasher.strength_so_far(slot, &password, Vec::new()).await.is_ok());
    }
}
