//! What the two mailed links do: the account takes the new address, or keeps the one that it has. Sessions go on: whoever asked
//! knew the password.

use latchkey_contract::Language;
use latchkey_contract::LinkProblem;
use serde_json::json;

use super::change_address::{call_off, decide};
use super::{ProfileError, append, held};
use crate::app_state::AppState;
use crate::domain::address_change::AddressRefusal;
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::mail::{self, Asking, Message, Recipient};
use crate::sign_in::SignInError;
use crate::sign_in::link::Opened;
use crate::store::account_security::{self, Cause};
use crate::store::accounts::{self, Account};
use crate::store::audit::Origin;
use crate::store::mailed_links::MailedLink;
use crate::store::{Connection, StoreError, companies};

/// Does what the link is for. Returns the address that the account has now.
///
/// # Errors
/// [`SignInError::Link`] where the link does not serve (any more).
pub async fn finish(
    app: &AppState,
    opened: &Opened<'_>,
    language: Language,
    origin: &Origin,
) -> Result<String, SignInError> {
    let done = run(app, opened, language, origin).await;
    done.map_err(|error| match error {
        ProfileError::Other(error) => error,
        ProfileError::Address(AddressRefusal::Federated) => LinkProblem::SsoRequired.into(),
        ProfileError::Address(_)
        | ProfileError::Gone
        | ProfileError::NotFresh
        | ProfileError::CurrentPasswordWrong => LinkProblem::AccountUnavailable.into(),
    })
}

async fn run(
    app: &AppState,
    opened: &Opened<'_>,
    language: Language,
    origin: &Origin,
) -> Result<String, ProfileError> {
    let now = app.clock.now_ms();
    let link = opened.open(&mut *app.store.read().await?, now).await?;
    let mut transaction = app.store.begin().await?;
    let address = match link.kind {
        Kind::ConfirmAddress => {
            let account = may_have(&mut transaction, &link).await?;
            opened.use_up(&mut transaction, now).await?;
            confirm(app, &mut transaction, &link, &account, language, origin, now).await?
        }
        _ => {
            // The account before the link, as whatever ends links does.
            let account = held(&mut transaction, account_id(&link)?).await?;
            opened.use_up(&mut transaction, now).await?;
            stop(&mut transaction, &account, origin, now).await?
        }
    };
    transaction.commit().await?;
    Ok(address)
}

/// The account stays as it is.
async fn stop(
    connection: &mut Connection,
    account: &Account,
    origin: &Origin,
    now: i64,
) -> Result<String, ProfileError> {
    call_off(connection, &account.id, now).await?;
    append(
        connection,
        "address_change_stopped",
        account,
        json!({ "by": "link" }),
        origin,
        now,
    )
    .await?;
    Ok(account.email.clone())
}

/// The account, held, if it still may have the address: it or one of the domains may be another one's by now.
async fn may_have(connection: &mut Connection, link: &MailedLink) -> Result<Account, ProfileError> {
    companies::lock_domains_for_share(connection).await?;
    let new = new_address(link)?;
    let (account, present) = super::account_of(connection, account_id(link)?).await?;
    decide(connection, &account, &present, &new).await?;
    held(connection, &account.id).await
}

fn new_address(link: &MailedLink) -> Result<EmailAddress, ProfileError> {
    Ok(EmailAddress::parse(&link.address).ok_or(StoreError::Corrupt("mailed_links.address"))?)
}

/// The account takes the address.
async fn confirm(
    app: &AppState,
    connection: &mut Connection,
    link: &MailedLink,
    account: &Account,
    language: Language,
    origin: &Origin,
    now: i64,
) -> Result<String, ProfileError> {
    let new = new_address(link)?;
    let cause = |action| Cause {
        action,
        actor_account_id: Some(&account.id),
        detail: json!({ "from": account.email, "to": new.to_string() }),
        origin,
    };
    let changed = cause("address_changed");
    match account_security::set_email(connection, &account.id, &new, &changed, now).await {
        Err(StoreError::AlreadyExists) => {
            return Err(SignInError::from(LinkProblem::AlreadyHasAccount).into());
        }
        done => done?,
    }
    accounts::set_verified(connection, &account.id, now).await?;
    // Who belonged to nobody belongs to the company whose domain it is. Whoever clicked may not be who asked.
    if let Some(owner) = companies::domain_owner(connection, new.domain()).await? {
        let entered = cause("account_entered_company");
        account_security::enter_company(connection, &account.id, &owner, &entered, now).await?;
    }
    let message = Message::AddressChanged {
        old_address: account.email.clone(),
        new_address: new.to_string(),
    };
    let language = account.language().unwrap_or(language);
    for address in [account.email.as_str(), &new.to_string()] {
        let to = Recipient { address, language };
        let asking = Some(Asking::new(now, &origin.user_agent));
        mail::queue(connection, &app.secret_key, now, &to, &message, asking).await?;
    }
    Ok(new.to_string())
}

fn account_id(link: &MailedLink) -> Result<&str, ProfileError> {
    let id = link.account_id.as_deref();
    Ok(id.ok_or(StoreError::Corrupt("mailed_links.account_id"))?)
}
