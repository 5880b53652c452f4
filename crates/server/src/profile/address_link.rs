//! What the two mailed links do: the account takes the new address, or keeps the one that it has. Sessions go on: whoever asked
//! knew the password.

use latchkey_contract::LinkProblem;
use latchkey_spa::front::page::Language;
use serde_json::json;

use super::change_address::{call_off, decide};
use super::{ProfileError, append, held};
use crate::app::App;
use crate::domain::address_change::AddressRefusal;
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::mail::{self, Message, Recipient};
use crate::sign_in::SignInError;
use crate::sign_in::cast_out::cast_out;
use crate::sign_in::link::Opened;
use crate::sign_in::reset_password;
use crate::store::audit::Origin;
use crate::store::mailed_links::MailedLink;
use crate::store::{Connection, StoreError, accounts, companies, mailed_links, session_ends};

/// Does what the link is for. Returns the address that the account has now.
///
/// # Errors
/// [`SignInError::Link`] where the link does not serve (any more).
pub async fn finish(
    app: &App,
    opened: &Opened<'_>,
    language: Language,
    origin: &Origin,
) -> Result<String, SignInError> {
    let done = run(app, opened, language, origin).await;
    done.map_err(|error| match error {
        ProfileError::Other(error) => error,
        ProfileError::Address(AddressRefusal::Federated) => LinkProblem::SsoRequired.into(),
        ProfileError::Address(_) | ProfileError::Gone | ProfileError::CurrentPasswordWrong => {
            LinkProblem::AccountUnavailable.into()
        }
    })
}

async fn run(
    app: &App,
    opened: &Opened<'_>,
    language: Language,
    origin: &Origin,
) -> Result<String, ProfileError> {
    let now = app.clock.now_ms();
    let link = opened.open(&mut *app.store.read().await?, now).await?;
    let mut transaction = app.store.begin().await?;
    opened.use_up(&mut transaction, now).await?;
    let address = match link.kind {
        Kind::ConfirmAddress => confirm(app, &mut transaction, &link, language, origin, now).await?,
        _ => stop(&mut transaction, &link, origin, now).await?,
    };
    transaction.commit().await?;
    Ok(address)
}

/// The account stays as it is.
async fn stop(
    connection: &mut Connection,
    link: &MailedLink,
    origin: &Origin,
    now: i64,
) -> Result<String, ProfileError> {
    let account = held(connection, account_id(link)?).await?;
    call_off(connection, &account.id, now).await?;
    append(
        connection,
        "address_change_stopped",
        &account,
        json!({ "by": "link" }),
        origin,
        now,
    )
    .await?;
    Ok(account.email)
}

/// The account takes the address, if it still may: it or one of the domains may be another one's by now.
async fn confirm(
    app: &App,
    connection: &mut Connection,
    link: &MailedLink,
    language: Language,
    origin: &Origin,
    now: i64,
) -> Result<String, ProfileError> {
    companies::hold_domains(connection).await?;
    let new = EmailAddress::parse(&link.address).ok_or(StoreError::Corrupt("mailed_links.address"))?;
    let (_, present) = super::account_of(connection, account_id(link)?).await?;
    decide(connection, &present, &new).await?;
    let account = held(connection, account_id(link)?).await?;
    match accounts::set_email(connection, &account.id, &new).await {
        Err(StoreError::AlreadyExists) => {
            return Err(SignInError::from(LinkProblem::AlreadyHasAccount).into());
        }
        done => done?,
    }
    accounts::set_verified(connection, &account.id, now).await?;
    // Who belonged to nobody belongs to the company whose domain it is.
    if let Some(owner) = companies::domain_owner(connection, new.domain()).await?
        && accounts::adopt_one(connection, &owner, &account.id).await?
    {
        // Whoever clicked may not be who asked: into a company comes who has the mailbox, by a new password.
        accounts::set_password_hash(connection, &account.id, None).await?;
        session_ends::end_all_of(connection, &account.id, now).await?;
        cast_out(connection, &account.id, now).await?;
    }
    call_off(connection, &account.id, now).await?;
    // They went to an address that is not the account's any more.
    for kind in reset_password::KINDS {
        mailed_links::replace_of_account(connection, &account.id, *kind, now).await?;
    }
    append(
        connection,
        "address_changed",
        &account,
        json!({ "from": account.email, "to": new.to_string() }),
        origin,
        now,
    )
    .await?;
    let message = Message::AddressChanged {
        old_address: account.email.clone(),
        new_address: new.to_string(),
    };
    let language = account.language().unwrap_or(language);
    for address in [account.email.as_str(), &new.to_string()] {
        let to = Recipient { address, language };
        mail::queue(connection, &app.secret_key, now, &to, &message).await?;
    }
    Ok(new.to_string())
}

fn account_id(link: &MailedLink) -> Result<&str, ProfileError> {
    let id = link.account_id.as_deref();
    Ok(id.ok_or(StoreError::Corrupt("mailed_links.account_id"))?)
}
