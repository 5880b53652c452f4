//! New passwords: looked at by the rules, then hashed. Invariant: whatever becomes a password of an account, by the person's
//! own hand, has passed here.

use latchkey_contract::password::PasswordStrength;
use zeroize::Zeroizing;

use super::SignInError;
use crate::app::App;

/// Why a new password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Too few characters.
    #[error("the new password is too short")]
    TooShort,
    /// Too many characters.
    #[error("the new password is too long")]
    TooLong,
    /// Easy to guess.
    #[error("the new password is easy to guess")]
    Guessable,
}

/// Looks at a new password and hashes it (PHC string). `about` is what somebody who knows the person would try first:
/// address, names, company; the platform's name is added here.
///
/// # Errors
/// [`SignInError::PasswordMissing`], [`SignInError::PasswordRefused`], [`SignInError::Busy`].
pub async fn accepted(
    app: &App,
    password: Zeroizing<String>,
    mut about: Vec<String>,
) -> Result<String, SignInError> {
    if password.is_empty() {
        return Err(SignInError::PasswordMissing);
    }
    about.insert(0, app.config.platform_name.clone());
    let refusal = match app.passwords.strength(&password, about).await? {
        PasswordStrength::TooShort => PasswordRefusal::TooShort,
        PasswordStrength::TooLong => PasswordRefusal::TooLong,
        PasswordStrength::Guessable => PasswordRefusal::Guessable,
        PasswordStrength::Good | PasswordStrength::Strong => return Ok(app.passwords.hash(password).await?),
    };
    Err(refusal.into())
}
