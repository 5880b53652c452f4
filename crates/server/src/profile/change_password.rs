//! A new password in the place of the one that is known. Whoever else was in the account is out of it.

use serde_json::json;
use zeroize::Zeroizing;

use super::current_password::{Asker, check};
use super::{ProfileError, account_of, held, is_managed, require_recent};
use crate::app_state::AppState;
use crate::domain::address_change::AddressRefusal;
use crate::mail::{self, Asking, Message, Recipient};
use crate::sign_in::new_password;
use crate::store::account_security::{self, Cause, NewPassword};
use crate::store::accounts;
use crate::store::audit::Origin;
use crate::store::sessions::Session;
use latchkey_contract::{Language, paths};

/// What the form holds, and who sent it.
pub struct PasswordChange {
    /// The session, which goes on.
    pub session: Session,
    /// The password that the account has.
    pub current: Zeroizing<String>,
    /// The one that it gets.
    pub new: Zeroizing<String>,
    /// The language of the page.
    pub language: Language,
    /// The key under which attempts from the client's address are counted.
    pub address_key: String,
    /// Where the request came from, for audit events.
    pub origin: Origin,
}

/// Sets the password.
pub async fn run(app: &AppState, change: PasswordChange) -> Result<(), ProfileError> {
    let mut connection = app.store.read().await?;
    let (account, address) = account_of(&mut connection, &change.session.account_id).await?;
    if is_managed(&mut connection, &account, &address).await? {
        return Err(AddressRefusal::ManagedByCompany.into());
    }
    require_recent(&mut connection, &change.session, app.clock.now_ms()).await?;
    drop(connection);
    let asker = Asker {
        account: &account,
        address: &address,
        address_key: &change.address_key,
        origin: &change.origin,
    };
    let old_hash = check(app, asker, change.current).await?;
    let new_hash = new_password::accepted(app, change.new, new_password::known_of(&account)).await?;

    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    if is_managed(&mut transaction, &account, &address).await? {
        return Err(AddressRefusal::ManagedByCompany.into());
    }
    if !accounts::lock_credentials(&mut transaction, &account.id, &old_hash).await? {
        return Err(ProfileError::CurrentPasswordWrong);
    }
    let account = held(&mut transaction, &account.id).await?;
    let password = NewPassword {
        account_id: &account.id,
        hash: Some(&new_hash),
        keeps_session: Some(&change.session.id),
    };
    let cause = Cause {
        action: "password_changed",
        actor_account_id: Some(&account.id),
        detail: json!({}),
        origin: &change.origin,
    };
    account_security::set_password(&mut transaction, &password, &cause, now).await?;
    let to = Recipient {
        address: &account.email,
        language: account.language().unwrap_or(change.language),
    };
    let message = Message::PasswordChanged {
        reset: app.config.public_url.join(paths::RESET_PASSWORD),
        tokens: new_password::tokens_page(app, &mut transaction, &account.id, now).await?,
    };
    let asking = Some(Asking::new(now, &change.origin.user_agent));
    mail::queue(&mut transaction, &app.secret_key, now, &to, &message, asking).await?;
    Ok(transaction.commit().await?)
}
