//! The owner of an account agrees that a member's identity opens it. Invariant: whoever agrees has the mailbox of the account, by the link, and is the member,
//! by a sign-in through the identity provider of the last ten minutes in the same browser. An admin alone cannot, nor can whoever reads the mailbox.

use latchkey_contract::{Language, LinkProblem};
use serde_json::json;

use crate::app_state::AppState;
use crate::domain::session_lifetime::SignedInBy;
use crate::mail::{self, Asking, Message, Recipient};
use crate::sign_in::SignInError;
use crate::sign_in::link::Opened;
use crate::sign_in::recent::is_recent;
use crate::store::account_security::{self, Cause, NewPassword};
use crate::store::audit::Origin;
use crate::store::second_accounts::{self as store, SecondAccount};
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, accounts, companies, sso_configurations};

/// What the page asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The address of the account.
    pub account: String,
    /// The address of the member.
    pub member: String,
    /// The admin who asked for it.
    pub attached_by: String,
    /// Whether the member has just signed in through the identity provider, in this browser.
    pub is_member: bool,
}

/// What the link asks, for whoever has it in this browser.
///
/// # Errors
/// [`SignInError::Link`] where the link does not serve (any more).
pub async fn read(
    app: &AppState,
    opened: &Opened<'_>,
    session: Option<&Session>,
) -> Result<Agreement, SignInError> {
    let mut connection = app.store.read().await?;
    let now_ms = app.clock.now_ms();
    let second = waiting(&mut connection, opened, now_ms).await?;
    let is_member = is_member(&mut connection, &second, session, now_ms).await?;
    Ok(agreement(second, is_member))
}

fn agreement(second: SecondAccount, is_member: bool) -> Agreement {
    Agreement {
        account: second.account_email,
        member: second.member_email,
        attached_by: second.attached_by_email.unwrap_or_default(),
        is_member,
    }
}

/// The one that waits for this link.
async fn waiting(
    connection: &mut Connection,
    opened: &Opened<'_>,
    now_ms: i64,
) -> Result<SecondAccount, SignInError> {
    let link = opened.open(connection, now_ms).await?;
    let account_id = link
        .account_id
        .ok_or(StoreError::Corrupt("mailed_links.account_id"))?;
    let seconds = store::of_account(connection, &account_id).await?;
    let mut waiting = seconds
        .into_iter()
        .filter(|second| second.account_id == account_id && second.confirmed_at_ms.is_none());
    // An admin has called it off.
    waiting.next().ok_or_else(|| LinkProblem::Replaced.into())
}

async fn is_member(
    connection: &mut Connection,
    second: &SecondAccount,
    session: Option<&Session>,
    now_ms: i64,
) -> Result<bool, StoreError> {
    match session {
        Some(session)
            if session.account_id == second.member_id && session.signed_in_by == SignedInBy::Sso =>
        {
            is_recent(connection, session, now_ms).await
        }
        _ => Ok(false),
    }
}

/// Agrees. `None` where somebody else is signed in, or nobody has just been: nothing was done.
///
/// # Errors
/// [`SignInError::Link`] where the link does not serve (any more).
pub async fn agree(
    app: &AppState,
    opened: &Opened<'_>,
    session: Option<&Session>,
    language: Language,
    origin: &Origin,
) -> Result<Option<Agreement>, SignInError> {
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let second = waiting(&mut transaction, opened, now_ms).await?;
    companies::lock_for_update(&mut transaction, &second.company_id).await?;
    // What an admin has called off meanwhile, or changed.
    let second = waiting(&mut transaction, opened, now_ms).await?;
    if !is_member(&mut transaction, &second, session, now_ms).await? {
        return Ok(None);
    }
    if !accounts::lock_active(&mut transaction, &second.account_id).await? {
        return Err(LinkProblem::AccountUnavailable.into());
    }
    opened.use_up(&mut transaction, now_ms).await?;
    store::confirm(&mut transaction, &second.id, now_ms).await?;
    end_what_was_before(&mut transaction, &second, origin, now_ms).await?;
    notify(app, &mut transaction, &second, language, origin, now_ms).await?;
    transaction.commit().await?;
    Ok(Some(agreement(second, true)))
}

/// Whoever set its password may be another person: as where an identity is linked, everything before ends.
async fn end_what_was_before(
    connection: &mut Connection,
    second: &SecondAccount,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    let cause = Cause {
        action: "second_account_attached",
        actor_account_id: Some(&second.member_id),
        detail: json!({ "member": second.member_email, "account": second.account_email }),
        origin,
    };
    let active = sso_configurations::active_of_company(connection, &second.company_id).await?;
    let change = NewPassword {
        account_id: &second.account_id,
        hash: None,
        keeps_session: None,
    };
    match active.is_some_and(|active| active.is_for_everybody()) {
        true => account_security::set_password(connection, &change, &cause, now_ms).await?,
        // Asleep, not gone, as the passwords of all who take part in a pilot.
        false => account_security::sign_out(connection, &second.account_id, &cause, now_ms).await?,
    };
    Ok(())
}

/// Queues a mail to the account and one to the member.
async fn notify(
    app: &AppState,
    connection: &mut Connection,
    second: &SecondAccount,
    language: Language,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), SignInError> {
    let message = Message::SecondAccountAttached {
        member: second.member_email.clone(),
        account: second.account_email.clone(),
    };
    for id in [&second.account_id, &second.member_id] {
        let Some(account) = accounts::by_id(connection, id).await? else {
            continue;
        };
        let to = Recipient {
            address: &account.email,
            language: account.language().unwrap_or(language),
        };
        let asking = Some(Asking::new(now_ms, &origin.user_agent));
        mail::queue(connection, &app.secret_key, now_ms, &to, &message, asking).await?;
    }
    Ok(())
}
