//! "My Account": what the person who is signed in changes about the account. Invariant: address and password are changed
//! by whoever knows the password that it has, and only where no company runs the sign-in; decided again in the transaction
//! that changes them.

pub mod address_link;
pub mod authorized_apps;
pub mod change_address;
pub mod change_password;
mod current_password;

use latchkey_contract::profile::WayIn;
use latchkey_contract::profile::get_profile::Response;
use serde_json::json;

use crate::app_state::AppState;
use crate::domain::address_change::AddressRefusal;
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::domain::sign_in_way::{Way, way};
use crate::sign_in::recent::is_recent;
use crate::sign_in::{SignInError, names};
use crate::store::accounts::Account;
use crate::store::audit::{self, Origin};
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, accounts, companies, mailed_links, sso_configurations};
use latchkey_contract::Language;

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The password is not the account's.
    #[error("the current password is wrong")]
    CurrentPasswordWrong,
    /// The sign-in is too old, or showed no second factor although there is one.
    #[error("the sign-in is too old")]
    NotFresh,
    /// The address may not be changed like that.
    #[error(transparent)]
    Address(#[from] AddressRefusal),
    /// The account is gone or switched off.
    #[error("there is no such account any more")]
    Gone,
    /// Everything that goes wrong elsewhere too.
    #[error(transparent)]
    Other(SignInError),
}

impl<E: Into<SignInError>> From<E> for ProfileError {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Everything about the account.
pub async fn read(app: &AppState, account_id: &str) -> Result<Response, ProfileError> {
    let mut connection = app.store.read().await?;
    let (account, address) = account_of(&mut connection, account_id).await?;
    let sso = sso_configurations::active_for_account(&mut connection, &account, &address).await?;
    let credentials = accounts::credentials_by_email(&mut connection, &address).await?;
    let has_password = credentials.is_some_and(|credentials| credentials.password_hash.is_some());
    let company = match &sso {
        Some(sso) => companies::by_id(&mut connection, &sso.company_id).await?,
        None => None,
    };
    let now = app.clock.now_ms();
    let pending =
        mailed_links::newest_open_of(&mut connection, account_id, Kind::ConfirmAddress, now).await?;
    Ok(Response {
        language: account.language(),
        email: account.email,
        first_name: account.first_name,
        last_name: account.last_name,
        way_in: match (&sso, has_password) {
            (Some(_), _) => WayIn::Sso,
            (None, true) => WayIn::Password,
            (None, false) => WayIn::NoPassword,
        },
        company: company.map(|company| company.name),
        pending_address: pending.map(|link| link.address),
    })
}

/// Changes the names.
pub async fn rename(
    app: &AppState,
    account_id: &str,
    first_name: &str,
    last_name: &str,
    origin: &Origin,
) -> Result<(), ProfileError> {
    names::check(first_name, last_name)?;
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account = held(&mut transaction, account_id).await?;
    accounts::rename(&mut transaction, account_id, first_name.trim(), last_name.trim()).await?;
    append(
        &mut transaction,
        "account_renamed",
        &account,
        json!({}),
        origin,
        now,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// Sets the language; `None`: the browser's.
pub async fn set_language(
    app: &AppState,
    account_id: &str,
    language: Option<Language>,
) -> Result<(), ProfileError> {
    let mut transaction = app.store.begin().await?;
    accounts::set_language(&mut transaction, account_id, language.map(Language::tag)).await?;
    Ok(transaction.commit().await?)
}

/// The account with its address, as it is at this moment.
async fn account_of(
    connection: &mut Connection,
    account_id: &str,
) -> Result<(Account, EmailAddress), ProfileError> {
    let account = accounts::by_id(connection, account_id).await?;
    let account = account
        .filter(|account| account.deactivated_at_ms.is_none())
        .ok_or(ProfileError::Gone)?;
    let address = EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
    Ok((account, address))
}

/// The account, which stays as it is until the transaction ends.
async fn held(connection: &mut Connection, account_id: &str) -> Result<Account, ProfileError> {
    if !accounts::lock_active(connection, account_id).await? {
        return Err(ProfileError::Gone);
    }
    Ok(account_of(connection, account_id).await?.0)
}

/// Address and password are grave: they ask for a sign-in of the last minutes, beside the password that is typed.
async fn require_recent(
    connection: &mut Connection,
    session: &Session,
    now_ms: i64,
) -> Result<(), ProfileError> {
    match is_recent(connection, session, now_ms).await? {
        true => Ok(()),
        false => Err(ProfileError::NotFresh),
    }
}

/// Whether the account's person signs in through the company; if not, that stays so until the transaction ends.
async fn is_managed(
    connection: &mut Connection,
    account: &Account,
    address: &EmailAddress,
) -> Result<bool, ProfileError> {
    companies::lock_sign_in_rules(connection, &account.company_id, address.domain()).await?;
    let facts = sso_configurations::facts_of(connection, &account.id).await?;
    Ok(way(facts) == Way::Sso)
}

/// Whether the address's domain is federated; if not, that stays so until the transaction ends.
async fn is_federated(connection: &mut Connection, address: &EmailAddress) -> Result<bool, ProfileError> {
    if let Some(owner) = companies::domain_owner(connection, address.domain()).await? {
        companies::lock_for_share(connection, &owner).await?;
    }
    Ok(sso_configurations::is_sent(connection, address).await?)
}

/// Tells the audit trail of something that the person did with the own account.
async fn append(
    connection: &mut Connection,
    action: &'static str,
    account: &Account,
    detail: serde_json::Value,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), ProfileError> {
    let event = audit::Event {
        action,
        company_id: Some(&account.company_id),
        actor_account_id: Some(&account.id),
        subject: Some(&account.id),
        detail,
    };
    Ok(audit::append(connection, &event, origin, now_ms).await?)
}
