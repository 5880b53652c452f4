//! Guesses of passwords and of second factors, which are counted together: a place is taken before anything is looked at, and given back where
//! nothing was wrong.

use super::SignInError;
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::throttle::{Admission, RateLimit};
use crate::store::{StoreError, throttle};

/// Takes a place for an attempt on an account, and from a client's address: of guesses of its password, and of its second factor.
pub(super) async fn reserve(
    app: &AppState,
    attempt_id: &str,
    address: &EmailAddress,
    address_key: &str,
) -> Result<(), SignInError> {
    let account_key = crate::secrets::token_hash(&address.key());
    let scopes = [
        (RateLimit::Account, account_key.as_str()),
        (RateLimit::Address, address_key),
    ];
    let now = app.clock.now_ms();
    admitted(throttle::look(&mut *app.store.read().await?, &scopes, now).await?)?;
    let mut transaction = app.store.begin().await?;
    admitted(throttle::reserve(&mut transaction, attempt_id, &scopes, now).await?)?;
    Ok(transaction.commit().await?)
}

/// Gives the place back of an attempt in which nothing was wrong.
pub(super) async fn refund(app: &AppState, attempt_id: &str) -> Result<(), StoreError> {
    let mut transaction = app.store.begin().await?;
    throttle::refund(&mut transaction, attempt_id).await?;
    transaction.commit().await
}

/// What a verdict means for a sign-in.
pub fn admitted(verdict: Admission) -> Result<(), SignInError> {
    match verdict {
        Admission::Admitted => Ok(()),
        Admission::Refused { retry_after_seconds } => {
            Err(SignInError::TooManyAttempts { retry_after_seconds })
        }
    }
}
