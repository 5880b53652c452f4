//! New passwords: checked by the rules, then hashed. Invariant: every password that a person sets has passed this check.

use latchkey_contract::password::PasswordStrength;
use latchkey_contract::paths;
use zeroize::Zeroizing;

use super::{PasswordRefusal, SignInError};
use crate::app_state::AppState;
use crate::store::accounts::Account;
use crate::store::{Connection, StoreError, personal_tokens};

/// What somebody who knows the owner of an account would try first. The meter and the rule both ask here, so that they say the
/// same of a password.
pub fn known_of(account: &Account) -> Vec<String> {
    vec![
        account.email.clone(),
        account.first_name.clone(),
        account.last_name.clone(),
    ]
}

/// Looks at a new password; `Ok` where it is taken. `about` is what somebody who knows the person would try first: address,
/// names, company; the platform's name is added here.
///
/// # Errors
/// [`SignInError::PasswordMissing`], [`SignInError::PasswordRefused`], [`SignInError::Busy`].
pub async fn check(
    app: &AppState,
    password: &Zeroizing<String>,
    mut about: Vec<String>,
) -> Result<(), SignInError> {
    if password.is_empty() {
        return Err(SignInError::PasswordMissing);
    }
    about.insert(0, app.config.platform_name.clone());
    let refusal = match app.passwords.strength(password, about).await? {
        PasswordStrength::TooShort => PasswordRefusal::TooShort,
        PasswordStrength::TooLong => PasswordRefusal::TooLong,
        PasswordStrength::Guessable => PasswordRefusal::Guessable,
        PasswordStrength::Good | PasswordStrength::Strong => return Ok(()),
    };
    Err(refusal.into())
}

/// Adds what is wrong with the password to what is wrong with the rest of a form. `Ok` where nothing is.
///
/// # Errors
/// [`SignInError::Fields`], or what kept the password from being looked at.
pub async fn check_with_form(
    app: &AppState,
    password: &Zeroizing<String>,
    about: Vec<String>,
    mut problems: Vec<SignInError>,
) -> Result<(), SignInError> {
    match check(app, password, about).await {
        Ok(()) => {}
        Err(error @ (SignInError::PasswordMissing | SignInError::PasswordRefused(_))) => problems.push(error),
        Err(error) => return Err(error),
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(SignInError::Fields(problems)),
    }
}

/// Looks at a new password as [`check`] does, and hashes it (PHC string).
///
/// # Errors
/// The errors of [`check`].
pub async fn accepted(
    app: &AppState,
    password: Zeroizing<String>,
    about: Vec<String>,
) -> Result<String, SignInError> {
    check(app, &password, about).await?;
    Ok(app.passwords.hash(password).await?)
}

/// Where somebody's access tokens are listed, for the mail about a new password; empty where there are none that live. They go on
/// working: they are for scripts, and whoever made one had a mail then.
///
/// # Errors
/// Errors of the store.
pub async fn tokens_page(
    app: &AppState,
    connection: &mut Connection,
    account_id: &str,
    now_ms: i64,
) -> Result<String, StoreError> {
    match personal_tokens::count_living(connection, account_id, now_ms).await? {
        0 => Ok(String::new()),
        _ => Ok(app.config.public_url.join(paths::TOKENS)),
    }
}
