//! Attaching and detaching. Invariant: under the lock of the company's row, which each sign-in through its identity provider shares.

use latchkey_contract::{Language, paths};
use latchkey_domain::second_accounts::{AttachFacts, AttachRefusal, attach as may_attach};
use serde_json::json;

use super::SecondAccountError;
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::federation::issuer_of_endpoint;
use crate::mail::{self, Asking, Message, Recipient};
use crate::security_history::company_of_admin;
use crate::sign_in::link::{Purpose, make};
use crate::sign_in::recent::is_recent;
use crate::store::account_links::{self, ForeignIdentity};
use crate::store::account_security::{self, Cause};
use crate::store::accounts::{self, Account};
use crate::store::audit::{self, Event, Origin};
use crate::store::second_accounts::{self as store, NewSecondAccount, SecondAccount};
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, companies, mailed_links, new_id, sso_configurations};

type Result<T> = std::result::Result<T, SecondAccountError>;

/// The account that makes a request, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct SecondAccountActor<'a> {
    /// The session.
    pub session: &'a Session,
    /// Where the request came from, for audit events.
    pub origin: &'a Origin,
    /// The language of mails to people who chose none.
    pub language: Language,
}

/// An identity, as the link of the member holds it.
struct OwnedIdentity {
    issuer: String,
    foreign_id_claim: String,
    foreign_id: String,
}

/// Asks the owner of an account to let a member's identity open it.
///
/// # Errors
/// See [`SecondAccountError`].
pub async fn attach(
    app: &AppState,
    admin: SecondAccountActor<'_>,
    member: &str,
    account: &str,
) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, admin.session).await?;
    if !is_recent(&mut transaction, admin.session, now_ms).await? {
        return Err(SecondAccountError::NotFresh);
    }
    let member = by_address(&mut transaction, member).await?;
    let account = by_address(&mut transaction, account).await?;
    let identity = match &member {
        Some(member) => identity_of(&mut transaction, &company_id, &member.id).await?,
        None => None,
    };
    let foreign = identity.as_ref().map(|identity| ForeignIdentity {
        company_id: &company_id,
        issuer: &identity.issuer,
        foreign_id_claim: &identity.foreign_id_claim,
        foreign_id: &identity.foreign_id,
    });
    let facts = AttachFacts {
        company_id: &company_id,
        member: member.as_ref().map(|member| member.company_id.as_str()),
        has_identity: identity.is_some(),
        account: account.as_ref().map(|account| account.company_id.as_str()),
        is_same: member.as_ref().map(|member| &member.id) == account.as_ref().map(|account| &account.id),
        is_taken: match &account {
            Some(account) => is_taken(&mut transaction, &company_id, &account.id).await?,
            None => false,
        },
        deactivated: account
            .as_ref()
            .is_some_and(|account| account.deactivated_at_ms.is_some()),
        accounts: match foreign {
            Some(foreign) => 1 + store::count(&mut transaction, foreign).await?,
            None => 1,
        },
    };
    may_attach(facts).map_err(SecondAccountError::Refused)?;
    let (Some(member), Some(account), Some(identity)) = (member, account, foreign) else {
        return Err(SecondAccountError::NotFound);
    };
    let second = NewSecondAccount {
        id: &new_id(),
        identity,
        account_id: &account.id,
        attached_by: &admin.session.account_id,
    };
    match store::insert(&mut transaction, &second, now_ms).await {
        Err(StoreError::AlreadyExists) => {
            return Err(SecondAccountError::Refused(AttachRefusal::NotAttachable));
        }
        done => done?,
    }
    ask_owner(app, &mut transaction, admin, &member, &account, now_ms).await?;
    let event = Event {
        action: "second_account_asked",
        company_id: Some(&company_id),
        actor_account_id: Some(&admin.session.account_id),
        subject: Some(&account.id),
        detail: json!({ "member": member.email, "account": account.email }),
    };
    audit::append(&mut transaction, &event, admin.origin, now_ms).await?;
    Ok(transaction.commit().await?)
}

/// Mails the link to the account's own address: whoever reads that mailbox and is the member may agree.
async fn ask_owner(
    app: &AppState,
    connection: &mut Connection,
    admin: SecondAccountActor<'_>,
    member: &Account,
    account: &Account,
    now_ms: i64,
) -> Result<()> {
    let address = EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
    mailed_links::replace_of_account(connection, &account.id, Kind::SecondAccount, now_ms).await?;
    let purpose = Purpose {
        kind: Kind::SecondAccount,
        address: Some(&address),
        account_id: Some(&account.id),
        return_to: None,
    };
    let token = make(connection, purpose, now_ms).await?;
    let by = accounts::by_id(connection, &admin.session.account_id).await?;
    let message = Message::SecondAccountAsked {
        link: app
            .config
            .public_url
            .join(&format!("{}?token={token}", paths::SECOND_ACCOUNT)),
        expires_at_ms: now_ms + Kind::SecondAccount.lifetime_ms(),
        member: member.email.clone(),
        by: by.map(|admin| admin.email).unwrap_or_default(),
    };
    let to = Recipient {
        address: &account.email,
        language: account.language_of_news(admin.language),
    };
    let asking = Some(Asking::new(now_ms, &admin.origin.user_agent));
    mail::queue(connection, &app.secret_key, now_ms, &to, &message, asking).await?;
    Ok(())
}

/// Takes a second account from an identity, for an admin of the company.
///
/// # Errors
/// [`SecondAccountError::NotFound`].
pub async fn detach(app: &AppState, admin: SecondAccountActor<'_>, id: &str) -> Result<()> {
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, admin.session).await?;
    let second = found(&mut transaction, &company_id, id).await?;
    end(app, &mut transaction, admin, &second, "admin").await?;
    Ok(transaction.commit().await?)
}

/// The same, for whoever owns the account or the identity.
///
/// # Errors
/// [`SecondAccountError::NotFound`].
pub async fn detach_own(app: &AppState, owner: SecondAccountActor<'_>, id: &str) -> Result<()> {
    let mut transaction = app.store.begin().await?;
    let account_id = &owner.session.account_id;
    let account = accounts::by_id(&mut transaction, account_id).await?;
    let account = account.ok_or(SecondAccountError::NotFound)?;
    companies::lock_for_update(&mut transaction, &account.company_id).await?;
    let second = found(&mut transaction, &account.company_id, id).await?;
    if second.account_id != *account_id && second.member_id != *account_id {
        return Err(SecondAccountError::NotFound);
    }
    end(app, &mut transaction, owner, &second, "owner").await?;
    Ok(transaction.commit().await?)
}

async fn end(
    app: &AppState,
    connection: &mut Connection,
    actor: SecondAccountActor<'_>,
    second: &SecondAccount,
    by: &str,
) -> Result<()> {
    let now_ms = app.clock.now_ms();
    store::delete(connection, &second.id).await?;
    let cause = Cause {
        action: "second_account_detached",
        actor_account_id: Some(&actor.session.account_id),
        detail: json!({ "by": by, "member": second.member_email, "account": second.account_email }),
        origin: actor.origin,
    };
    account_security::sign_out(connection, &second.account_id, &cause, now_ms).await?;
    Ok(())
}

async fn found(connection: &mut Connection, company_id: &str, id: &str) -> Result<SecondAccount> {
    if id.contains(char::is_control) {
        return Err(SecondAccountError::NotFound);
    }
    let second = store::by_id(connection, company_id, id).await?;
    second.ok_or(SecondAccountError::NotFound)
}

/// The company whose admin this is, locked.
async fn locked_company(connection: &mut Connection, session: &Session) -> Result<String> {
    let company_id = company_of_admin(connection, &session.account_id).await?;
    let company_id = company_id.ok_or(SecondAccountError::NotFound)?;
    companies::lock_for_update(connection, &company_id).await?;
    // Whoever was an admin a moment ago may be none any more.
    if !accounts::lock_active(connection, &session.account_id).await?
        || company_of_admin(connection, &session.account_id).await?.as_ref() != Some(&company_id)
    {
        return Err(SecondAccountError::NotFound);
    }
    Ok(company_id)
}

async fn by_address(connection: &mut Connection, typed: &str) -> Result<Option<Account>> {
    match EmailAddress::parse(typed) {
        Some(address) => Ok(accounts::by_email(connection, &address).await?),
        None => Ok(None),
    }
}

/// The member's identity at the company's active identity provider.
async fn identity_of(
    connection: &mut Connection,
    company_id: &str,
    member_id: &str,
) -> Result<Option<OwnedIdentity>> {
    let Some(active) = sso_configurations::active_of_company(connection, company_id).await? else {
        return Ok(None);
    };
    let issuer = issuer_of_endpoint(&active.endpoint_url).ok();
    let links = account_links::of_account(connection, company_id, member_id).await?;
    // An issuer may write itself in another spelling than the configured one, and links hold what it wrote.
    let is_active = |(written, claim, _): &(String, String, String)| {
        issuer_of_endpoint(written).ok() == issuer && *claim == active.claim_mapping.foreign_id
    };
    let link = links.into_iter().find(is_active);
    Ok(link.map(|(issuer, foreign_id_claim, foreign_id)| OwnedIdentity {
        issuer,
        foreign_id_claim,
        foreign_id,
    }))
}

/// Whether the account has an identity of its own, or is attached to one.
async fn is_taken(connection: &mut Connection, company_id: &str, account_id: &str) -> Result<bool> {
    let links = account_links::of_account(connection, company_id, account_id).await?;
    let seconds = store::of_account(connection, account_id).await?;
    Ok(!links.is_empty() || seconds.iter().any(|second| second.account_id == account_id))
}
