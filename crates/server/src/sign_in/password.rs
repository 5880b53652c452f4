//! Signing in by password. Known and unknown usernames take the same steps, each of them in the same order.

use serde_json::json;
use zeroize::Zeroizing;

use super::SignInError;
use super::session::{Beginning, begin};
use crate::app::App;
use crate::domain::email_address::EmailAddress;
use crate::domain::session_lifetime::{SignedInBy, of_password};
use crate::domain::throttle::{Scope, Verdict};
use crate::store::accounts::{self, Credentials};
use crate::store::audit::{self, Origin};
use crate::store::{new_id, sso_configurations, throttle};

/// What the form holds.
pub struct PasswordForm<'a> {
    /// As typed.
    pub username: &'a str,
    /// As typed.
    pub password: Zeroizing<String>,
    /// Under which key the client's address is counted.
    pub address_key: &'a str,
    /// The token of the session that this browser had before.
    pub replaces: Option<&'a str>,
}

/// Signs in and returns the token of the new session.
pub async fn sign_in(app: &App, form: PasswordForm<'_>, origin: &Origin) -> Result<String, SignInError> {
    let address = address(form.username)?;
    if is_federated(app, &address).await? {
        return Err(SignInError::SsoRequired);
    }
    if form.password.is_empty() {
        return Err(SignInError::PasswordMissing);
    }
    let _one_at_a_time = app.account_locks.lock(&address.key()).await;
    let attempt_id = new_id();
    reserve(app, &attempt_id, &address, form.address_key).await?;
    let credentials = accounts::credentials_by_email(&mut *app.store.read().await?, &address).await?;
    let stored = credentials
        .as_ref()
        .and_then(|credentials| credentials.password_hash.clone());
    let checked = app.passwords.verify(stored, form.password).await;
    let right = match checked {
        Ok(right) => right,
        Err(full) => {
            // Nothing was looked at, so nothing counts.
            let mut transaction = app.store.begin().await?;
            throttle::refund(&mut transaction, &attempt_id).await?;
            transaction.commit().await?;
            return Err(full.into());
        }
    };
    match credentials.filter(|credentials| right && credentials.deactivated_at_ms.is_none()) {
        Some(credentials) => succeed(app, &attempt_id, &address, &credentials, form.replaces, origin).await,
        None => fail(app, origin).await,
    }
}

/// Reads a username that has to be an address.
pub fn address(username: &str) -> Result<EmailAddress, SignInError> {
    if username.trim().is_empty() {
        return Err(SignInError::UsernameMissing);
    }
    EmailAddress::parse(username).ok_or(SignInError::UsernameNotAnAddress)
}

async fn is_federated(app: &App, address: &EmailAddress) -> Result<bool, SignInError> {
    Ok(sso_configurations::is_federated(&mut *app.store.read().await?, address.domain()).await?)
}

async fn reserve(
    app: &App,
    attempt_id: &str,
    address: &EmailAddress,
    address_key: &str,
) -> Result<(), SignInError> {
    let account_key = crate::secrets::token_hash(&address.key());
    let scopes = [
        (Scope::Account, account_key.as_str()),
        (Scope::Address, address_key),
    ];
    let mut transaction = app.store.begin().await?;
    let verdict = throttle::reserve(&mut transaction, attempt_id, &scopes, app.clock.now_ms()).await?;
    transaction.commit().await?;
    match verdict {
        Verdict::Admitted => Ok(()),
        Verdict::Refused { retry_after_seconds } => Err(SignInError::TooManyAttempts { retry_after_seconds }),
    }
}

async fn succeed(
    app: &App,
    attempt_id: &str,
    address: &EmailAddress,
    credentials: &Credentials,
    replaces: Option<&str>,
    origin: &Origin,
) -> Result<String, SignInError> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    // Again, inside: an activation, a deactivation or a new password may have come while the hash was computed.
    let current = accounts::credentials_by_email(&mut transaction, address).await?;
    let unchanged = current.is_some_and(|current| {
        current.password_hash == credentials.password_hash && current.deactivated_at_ms.is_none()
    });
    if !unchanged || sso_configurations::is_federated(&mut transaction, address.domain()).await? {
        return Err(SignInError::WrongCredentials);
    }
    throttle::refund(&mut transaction, attempt_id).await?;
    let beginning = Beginning {
        account_id: &credentials.account_id,
        company_id: &credentials.company_id,
        signed_in_by: SignedInBy::Password,
        lifetime: of_password(now, app.config.session_ttl_ms),
        idp: None,
        replaces,
    };
    let token = begin(&mut transaction, &beginning, origin, now).await?;
    transaction.commit().await?;
    metrics::counter!("latchkey_sign_ins_total", "by" => "password", "outcome" => "signed_in").increment(1);
    Ok(token)
}

async fn fail(app: &App, origin: &Origin) -> Result<String, SignInError> {
    let mut transaction = app.store.begin().await?;
    // Without the username: it would tell, to whoever reads the trail, which addresses were tried here by mistake.
    let event = audit::Event {
        action: "sign_in_failed",
        company_id: None,
        actor_account_id: None,
        subject: None,
        detail: json!({ "by": "password" }),
    };
    audit::append(&mut transaction, &event, origin, app.clock.now_ms()).await?;
    transaction.commit().await?;
    metrics::counter!("latchkey_sign_ins_total", "by" => "password", "outcome" => "wrong_credentials")
        .increment(1);
    Err(SignInError::WrongCredentials)
}
