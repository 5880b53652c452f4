//! Resets a forgotten password by a mailed link. Whoever was in the account before is locked out: all its sessions end, and
//! whatever was prepared from inside is void.

use latchkey_contract::Language;
use latchkey_contract::LinkProblem;
use serde_json::json;
use zeroize::Zeroizing;

use super::link::{Opened, return_to_of};
use super::{SignInError, new_password};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::domain::sign_in_way::{Way, way};
use crate::mail::{self, Asking, Message, Recipient};
use crate::store::account_security::{self, Cause, NewPassword};
use crate::store::accounts::Account;
use crate::store::audit::Origin;
use crate::store::mailed_links::MailedLink;
use crate::store::{Connection, StoreError, accounts, companies, sso_configurations};

/// The links that set a password.
pub const KINDS: &[Kind] = &[Kind::ResetPassword, Kind::SetPassword];

/// Sets the password. Returns where its owner wanted to go, if not home.
///
/// # Errors
/// [`SignInError::Link`] where the link does not serve (any more); what the rules say of the password, which leaves the link as
/// it was.
pub async fn finish(
    app: &AppState,
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
    let mut about = new_password::known_of(&account);
    about.push(link.address.clone());
    let hash = new_password::accepted(app, password, about).await?;
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    // The account before the link, as whatever ends links does.
    let account = held(&mut transaction, &link, &account_id).await?;
    opened.use_up(&mut transaction, now).await?;
    let change = NewPassword {
        account_id: &account.id,
        hash: Some(&hash),
        keeps_session: None,
    };
    let cause = Cause {
        action: "password_reset",
        actor_account_id: Some(&account.id),
        detail: json!({ "by": link.kind.as_str() }),
        origin,
    };
    account_security::set_password(&mut transaction, &change, &cause, now).await?;
    if link.kind == Kind::ResetPassword {
        // It came by mail. A link that was printed proves nothing.
        accounts::set_verified(&mut transaction, &account.id, now).await?;
        let to = Recipient {
            address: &account.email,
            language: account.language().unwrap_or(language),
        };
        let message = Message::PasswordChanged {
            reset: app.config.public_url.join("/reset-password"),
            tokens: new_password::tokens_page(app, &mut transaction, &account.id, now).await?,
        };
        let asking = Some(Asking::new(now, &origin.user_agent));
        mail::queue(&mut transaction, &app.secret_key, now, &to, &message, asking).await?;
    }
    transaction.commit().await?;
    Ok(return_to_of(&link))
}

/// Decides again, and from here to the commit, whether this account may have a password: it may have been federated, switched
/// off or given another address since the link was mailed.
async fn held(
    connection: &mut Connection,
    link: &MailedLink,
    account_id: &str,
) -> Result<Account, SignInError> {
    let address = EmailAddress::parse(&link.address).ok_or(StoreError::Corrupt("mailed_links.address"))?;
    let account = accounts::by_id(connection, account_id).await?;
    let company_id = account.map_or_else(|| companies::UNAFFILIATED.into(), |account| account.company_id);
    companies::lock_sign_in_rules(connection, &company_id, address.domain()).await?;
    if way(sso_configurations::facts_of(connection, account_id).await?) == Way::Sso {
        return Err(LinkProblem::SsoRequired.into());
    }
    if !accounts::lock_active(connection, account_id).await? {
        return Err(LinkProblem::AccountUnavailable.into());
    }
    let account = accounts::by_id(connection, account_id).await?;
    let same_address =
        |account: &Account| EmailAddress::parse(&account.email).is_some_and(|now| now.key() == address.key());
    account
        .filter(same_address)
        .ok_or_else(|| LinkProblem::AccountUnavailable.into())
}
