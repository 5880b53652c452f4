//! Whether somebody has to confirm to go on as another person than the one whose address was typed. Invariant: a confirmation is remembered, so that nobody
//! is asked twice.

use serde_json::json;

use crate::domain::account_linking::Decision;
use crate::domain::email_address::EmailAddress;
use crate::domain::expected_person::{account_of, is_to_be_asked};
use crate::store::accounts::Account;
use crate::store::audit::{self, Origin};
use crate::store::sign_in_attempts::SignInAttempt;
use crate::store::{Connection, StoreError, accounts, username_aliases};

/// Whether the person has confirmed to go on as another one than the one whose address was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MismatchConfirmed {
    /// The person has not been asked yet.
    No,
    /// Confirmed.
    Yes,
}

/// A decision that may have to be confirmed.
pub(super) struct Confirming<'a> {
    /// The sign-in.
    pub(super) attempt: &'a SignInAttempt,
    /// What would be done.
    pub(super) decision: &'a Decision,
    /// The second accounts of the identity: each of them is the same person.
    pub(super) seconds: &'a [String],
    /// Whether the person has confirmed.
    pub(super) confirmed: MismatchConfirmed,
    /// Whether the person has chosen one of several accounts, and so has said who it is.
    pub(super) is_chosen: bool,
}

/// Whether the person has to confirm first: then with the address that was typed, and its account.
pub(super) async fn must_be_confirmed(
    connection: &mut Connection,
    confirming: &Confirming<'_>,
    origin: &Origin,
    now_ms: i64,
) -> Result<Option<(EmailAddress, Account)>, StoreError> {
    let Confirming {
        attempt, decision, ..
    } = confirming;
    let Some(username) = EmailAddress::parse(&attempt.username).filter(|_| !confirming.is_chosen) else {
        return Ok(None);
    };
    let account_id = account_of(decision);
    match (confirming.confirmed, account_id) {
        (MismatchConfirmed::No, _) => {
            let typed = accounts::by_email(connection, &username).await?;
            let is_alias = match account_id {
                Some(account_id) => username_aliases::is_alias(connection, &username, account_id).await?,
                None => false,
            };
            Ok(typed
                .filter(|typed| !confirming.seconds.contains(&typed.id))
                .filter(|typed| is_to_be_asked(decision, Some(&typed.id), is_alias))
                .map(|typed| (username, typed)))
        }
        (MismatchConfirmed::Yes, Some(account_id)) => {
            remember(connection, attempt, &username, account_id, origin, now_ms).await?;
            Ok(None)
        }
        (MismatchConfirmed::Yes, None) => Ok(None),
    }
}

async fn remember(
    connection: &mut Connection,
    attempt: &SignInAttempt,
    username: &EmailAddress,
    account_id: &str,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    if username_aliases::confirm(connection, username, account_id, now_ms).await? {
        let event = audit::Event {
            action: "username_alias_confirmed",
            company_id: Some(&attempt.company_id),
            actor_account_id: Some(account_id),
            subject: Some(account_id),
            detail: json!({}),
        };
        audit::append(connection, &event, origin, now_ms).await?;
    }
    Ok(())
}
