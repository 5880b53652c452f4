//! The end of a forgotten password: a link that was mailed sets a new one. Whoever was in the account before is out of it:
//! all its sessions end, and all that was made ready from inside.

use latchkey_contract::LinkProblem;
use latchkey_spa::front::page::Language;
use serde_json::json;
use zeroize::Zeroizing;

use super::cast_out::cast_out;
use super::link::{Opened, return_to_of};
use super::{SignInError, new_password};
use crate::app::App;
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::mail::{self, Message, Recipient};
use crate::store::accounts::Account;
use crate::store::audit::{self, Origin};
use crate::store::mailed_links::MailedLink;
use crate::store::{Connection, StoreError, accounts, companies, session_ends, sso_configurations};

/// The links that set a password.
pub const KINDS: &[Kind] = &[Kind::ResetPassword, Kind::SetPassword];

/// Sets the password. Returns where its owner wanted to go, if not home.
///
/// # Errors
/// [`SignInError::Link`] where the link does not serve (any more); what the rules say of the password, which leaves the link as
/// it was.
pub async fn finish(
    app: &App,
    opened: &Opened<'_>,
    password: Zeroizing<String>,
    language: Language,
    origin: &Origin,
) -> Result<Option<String>, SignInError> {
    let mut connection = app.store.read().await?;
    let link = opened.open(&mut connection, app.clock.now_ms()).await?;
    let account_id = link
        .account_id
        .clone()
        .ok_or(StoreError::Corrupt("mailed_links.account_id"))?;
    let account = accounts::by_id(&mut connection, &account_id).await?;
    drop(connection);
    let account = account.ok_or(LinkProblem::AccountUnavailable)?;
    let about = vec![link.address.clone(), account.first_name, account.last_name];
    let hash = new_password::accepted(app, password, about).await?;
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    opened.use_up(&mut transaction, now).await?;
    let account = set(&mut transaction, &link, &account_id, &hash).await?;
    // The password first, above: a sign-in by it holds its row until its session is there to be ended.
    let ended = session_ends::end_all_of(&mut transaction, &account.id, now).await?;
    cast_out(&mut transaction, &account.id, now).await?;
    let event = audit::Event {
        action: "password_reset",
        company_id: Some(&account.company_id),
        actor_account_id: Some(&account.id),
        subject: Some(&account.id),
        detail: json!({ "by": link.kind.as_str(), "sessions_ended": ended }),
    };
    audit::append(&mut transaction, &event, origin, now).await?;
    if link.kind == Kind::ResetPassword {
        // It came by mail. A link that was printed proves nothing.
        accounts::set_verified(&mut transaction, &account.id, now).await?;
        let to = Recipient {
            address: &account.email,
            language: account.language().unwrap_or(language),
        };
        let message = Message::PasswordChanged {
            reset: app.config.public_url.join("/reset-password"),
        };
        mail::queue(&mut transaction, &app.secret_key, now, &to, &message).await?;
    }
    transaction.commit().await?;
    Ok(return_to_of(&link))
}

/// Decides again, and from here to the commit, whether this account may have a password: it may have been federated, switched
/// off or given another address since the link was mailed.
async fn set(
    connection: &mut Connection,
    link: &MailedLink,
    account_id: &str,
    hash: &str,
) -> Result<Account, SignInError> {
    let address = EmailAddress::parse(&link.address).ok_or(StoreError::Corrupt("mailed_links.address"))?;
    if let Some(owner) = companies::domain_owner(connection, address.domain()).await? {
        companies::hold(connection, &owner).await?;
    }
    if sso_configurations::is_federated(connection, address.domain()).await? {
        return Err(LinkProblem::SsoRequired.into());
    }
    // Written before it is looked at, which holds the row; whoever is refused drops the transaction.
    accounts::set_password_hash(connection, account_id, Some(hash)).await?;
    let account = accounts::by_id(connection, account_id).await?;
    let same_address =
        |account: &Account| EmailAddress::parse(&account.email).is_some_and(|now| now.key() == address.key());
    account
        .filter(|account| account.deactivated_at_ms.is_none() && same_address(account))
        .ok_or_else(|| LinkProblem::AccountUnavailable.into())
}
