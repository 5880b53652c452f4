//! Asks whether somebody who is signed in knows the account's password. Counts like a sign-in: a session that was left open is
//! no place to guess from.

use serde_json::json;
use zeroize::Zeroizing;

use super::{ProfileError, append};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::throttle::RateLimit;
use crate::secrets::token_hash;
use crate::sign_in::SignInError;
use crate::sign_in::guesses::admitted;
use crate::store::accounts::Account;
use crate::store::audit::Origin;
use crate::store::{accounts, new_id, throttle};

/// Who asks, from where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker<'a> {
    /// The account.
    pub(super) account: &'a Account,
    /// Its address.
    pub(super) address: &'a EmailAddress,
    /// The key under which attempts from the client's address are counted.
    pub(super) address_key: &'a str,
    /// Where the request came from, for audit events.
    pub(super) origin: &'a Origin,
}

/// The hash that the password fits. It has to be held again in the transaction that rests on it.
pub(super) async fn check(
    app: &AppState,
    asker: Asker<'_>,
    password: Zeroizing<String>,
) -> Result<String, ProfileError> {
    let _one_at_a_time = app.account_locks.lock(&asker.address.key()).await;
    let place = app.passwords.enter().map_err(SignInError::from)?;
    let attempt = new_id();
    reserve(app, asker, &attempt).await?;
    let compared = async {
        let credentials =
            accounts::credentials_by_email(&mut *app.store.read().await?, asker.address).await?;
        let stored = credentials.and_then(|credentials| credentials.password_hash);
        let right = app.passwords.verify_at(place, stored.clone(), password).await;
        Ok::<_, ProfileError>((stored, right.map_err(SignInError::from)?))
    };
    let (stored, right) = match compared.await {
        Ok(compared) => compared,
        Err(error) => {
            // Nobody pays for a fault of ours, as far as that can be written down.
            let mut transaction = app.store.begin().await?;
            throttle::refund(&mut transaction, &attempt).await?;
            transaction.commit().await?;
            return Err(error);
        }
    };
    let mut transaction = app.store.begin().await?;
    match stored.filter(|_| right) {
        Some(hash) => {
            throttle::refund(&mut transaction, &attempt).await?;
            transaction.commit().await?;
            Ok(hash)
        }
        None => {
            let now = app.clock.now_ms();
            append(
                &mut transaction,
                "current_password_wrong",
                asker.account,
                json!({}),
                asker.origin,
                now,
            )
            .await?;
            transaction.commit().await?;
            Err(ProfileError::CurrentPasswordWrong)
        }
    }
}

async fn reserve(app: &AppState, asker: Asker<'_>, attempt: &str) -> Result<(), ProfileError> {
    let account_key = token_hash(&asker.address.key());
    let scopes = [
        (RateLimit::Account, account_key.as_str()),
        (RateLimit::Address, asker.address_key),
    ];
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    admitted(throttle::reserve(&mut transaction, attempt, &scopes, now).await?)?;
    Ok(transaction.commit().await?)
}
