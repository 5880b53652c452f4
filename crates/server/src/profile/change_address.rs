//! Asking for another address. Invariant: the answer, the rows, and the mail to the address that the account has are the same
//! whether or not the new address belongs to somebody else; only its owner learns of it.

use serde_json::json;
use zeroize::Zeroizing;

use super::current_password::{Asker, check};
use super::{ProfileError, account_of, append, held, is_federated, is_managed, require_recent};
use crate::app_state::AppState;
use crate::domain::address_change::{self, AddressChangeFacts};
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::domain::throttle::{Admission, RateLimit};
use crate::mail::{self, Asking, Message, Recipient};
use crate::secrets::token_hash;
use crate::sign_in::guesses::admitted;
use crate::sign_in::link::{Purpose, make};
use crate::sign_in::password::address as parse_address;
use crate::store::accounts::Account;
use crate::store::audit::Origin;
use crate::store::sessions::Session;
use crate::store::{Connection, accounts, companies, mailed_links, new_id, throttle};
use latchkey_contract::{Language, paths};

/// What the form holds, and who sent it.
pub struct AddressChange {
    /// The session.
    pub session: Session,
    /// The new address as it was typed.
    pub email: String,
    /// The password that the account has.
    pub current: Zeroizing<String>,
    /// The language of the page.
    pub language: Language,
    /// The key under which attempts from the client's address are counted.
    pub address_key: String,
    /// Where the request came from, for audit events.
    pub origin: Origin,
}

/// Mails a link to the new address, and one that stops it to the present one.
pub async fn ask(app: &AppState, change: AddressChange) -> Result<(), ProfileError> {
    let new = parse_address(&change.email)?;
    let mut connection = app.store.read().await?;
    let (account, present) = account_of(&mut connection, &change.session.account_id).await?;
    decide(&mut connection, &account, &present, &new).await?;
    require_recent(&mut connection, &change.session, app.clock.now_ms()).await?;
    drop(connection);
    let asker = Asker {
        account: &account,
        address: &present,
        address_key: &change.address_key,
        origin: &change.origin,
    };
    let hash = check(app, asker, change.current.clone()).await?;

    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    decide(&mut transaction, &account, &present, &new).await?;
    if !accounts::lock_credentials(&mut transaction, &account.id, &hash).await? {
        return Err(ProfileError::CurrentPasswordWrong);
    }
    let account = held(&mut transaction, &account.id).await?;
    let own = token_hash(&format!("account {}", account.id));
    let own = [(RateLimit::LinkMail, own.as_str())];
    admitted(throttle::reserve(&mut transaction, &new_id(), &own, now).await?)?;
    call_off(&mut transaction, &account.id, now).await?;
    let confirm = link(&mut transaction, Kind::ConfirmAddress, &new, &account, now).await?;
    let stop = link(&mut transaction, Kind::StopAddressChange, &present, &account, now).await?;
    let languages = account.language().unwrap_or(change.language);
    let url = |path: &str, token: &str| app.config.public_url.join(&format!("{path}?token={token}"));
    let asked = Message::AddressChangeAsked {
        new_address: new.to_string(),
        stop: url(paths::KEEP_ADDRESS, &stop),
        expires_at_ms: now + Kind::StopAddressChange.lifetime_ms(),
    };
    let to_present = Recipient {
        address: &account.email,
        language: languages,
    };
    let asking = Asking::new(now, &change.origin.user_agent);
    mail::queue(
        &mut transaction,
        &app.secret_key,
        now,
        &to_present,
        &asked,
        Some(asking.clone()),
    )
    .await?;
    let confirmation = Message::ConfirmAddress {
        name: account.name(),
        present_address: account.email.clone(),
        link: url(paths::CONFIRM_ADDRESS, &confirm),
        expires_at_ms: now + Kind::ConfirmAddress.lifetime_ms(),
    };
    write_to_new(
        app,
        &mut transaction,
        &account,
        &new,
        languages,
        confirmation,
        asking,
    )
    .await?;
    append(
        &mut transaction,
        "address_change_asked",
        &account,
        json!({}),
        &change.origin,
        now,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// Calls off what was asked for; the account keeps its address.
pub async fn keep(app: &AppState, account_id: &str, origin: &Origin) -> Result<(), ProfileError> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account = held(&mut transaction, account_id).await?;
    if call_off(&mut transaction, account_id, now).await? > 0 {
        append(
            &mut transaction,
            "address_change_stopped",
            &account,
            json!({ "by": "session" }),
            origin,
            now,
        )
        .await?;
    }
    Ok(transaction.commit().await?)
}

/// Ends the account's links that are about another address. Returns how many worked.
pub(super) async fn call_off(
    connection: &mut Connection,
    account_id: &str,
    now: i64,
) -> Result<u64, ProfileError> {
    let mut ended = 0;
    for kind in [Kind::ConfirmAddress, Kind::StopAddressChange] {
        ended += mailed_links::replace_of_account(connection, account_id, kind, now).await?;
    }
    Ok(ended)
}

/// Whether the account may go from one address to the other; inside a transaction that stays so.
pub(super) async fn decide(
    connection: &mut Connection,
    account: &Account,
    present: &EmailAddress,
    new: &EmailAddress,
) -> Result<(), ProfileError> {
    let is_managed = is_managed(connection, account, present).await?;
    let is_new_federated = is_federated(connection, new).await?;
    let owner = companies::proven_owner(connection, new.domain()).await?;
    let company = Some(account.company_id.as_str()).filter(|id| *id != companies::UNAFFILIATED);
    let domains = match company {
        Some(id) => Some(companies::proven_domains(connection, id).await?),
        None => None,
    };
    Ok(address_change::check(AddressChangeFacts {
        present,
        new,
        is_managed,
        is_new_federated,
        company_domains: domains.as_deref(),
        is_new_of_another_company: owner.is_some_and(|owner| Some(owner.as_str()) != company),
    })?)
}

async fn link(
    connection: &mut Connection,
    kind: Kind,
    address: &EmailAddress,
    account: &Account,
    now: i64,
) -> Result<String, ProfileError> {
    let purpose = Purpose {
        kind,
        address: Some(address),
        account_id: Some(&account.id),
        return_to: None,
    };
    Ok(make(connection, purpose, now).await?)
}

/// Mails the link to the new address, or, where that is somebody else's, a word to its owner. Not more often than anybody
/// can have mails sent there; whoever asked is not told.
async fn write_to_new(
    app: &AppState,
    connection: &mut Connection,
    account: &Account,
    new: &EmailAddress,
    language: Language,
    confirmation: Message,
    asking: Asking,
) -> Result<(), ProfileError> {
    let now = asking.at_ms;
    let key = token_hash(&format!("change_address {}", new.key()));
    let scopes = [(RateLimit::LinkMail, key.as_str())];
    if throttle::reserve(connection, &new_id(), &scopes, now).await? != Admission::Admitted {
        return Ok(());
    }
    let owner = accounts::by_email(connection, new).await?;
    let owner = owner.filter(|owner| owner.id != account.id);
    if owner
        .as_ref()
        .is_some_and(|owner| owner.deactivated_at_ms.is_some())
    {
        return Ok(());
    }
    let (address, language, message, asking) = match &owner {
        Some(owner) => {
            let sign_in = app.config.public_url.join(paths::SIGN_IN);
            let language = owner.language_of_news(language);
            // As its owner spells it, who alone is to learn of this; not of the device, which is somebody else's.
            (
                owner.email.clone(),
                language,
                Message::AddressInUse { sign_in },
                None,
            )
        }
        None => (new.to_string(), language, confirmation, Some(asking)),
    };
    let to = Recipient {
        address: &address,
        language,
    };
    Ok(mail::queue(connection, &app.secret_key, now, &to, &message, asking).await?)
}
