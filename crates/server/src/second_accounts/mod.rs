//! Second accounts behind one identity: attached by an admin, agreed to by their owners, chosen at sign-in (`sign_in/choose_account.rs`). Invariants: an account
//! is opened by another identity only after its owner has agreed; everything that was in an account before ends when it is attached, and again when it is detached.

pub mod agreeing;
pub mod attaching;

use latchkey_contract::second_accounts::SecondAccount as ListedSecondAccount;

use crate::app_state::AppState;
use crate::jobs::JobError;
use crate::rfc3339::rfc3339;
use crate::security_history::company_of_admin;
use crate::store::StoreError;
use crate::store::page::{Part, Rows};
use crate::store::second_accounts::{self as store, SecondAccount};
use latchkey_domain::second_accounts::AttachRefusal;

/// Why nothing was attached or detached.
#[derive(Debug, thiserror::Error)]
pub enum SecondAccountError {
    /// There is no such one, or not for this person.
    #[error("there is no such second account for this person")]
    NotFound,
    /// The account cannot be attached.
    #[error("the account cannot be attached: {0:?}")]
    Refused(AttachRefusal),
    /// The sign-in is too old.
    #[error("the sign-in is too old")]
    NotFresh,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The owner could not be asked.
    #[error(transparent)]
    Mail(#[from] JobError),
    /// No link could be made.
    #[error(transparent)]
    Link(#[from] crate::sign_in::SignInError),
}

/// A page of the second accounts of the admin's company; `None` if the account is no admin.
pub async fn list(
    app: &AppState,
    account_id: &str,
    part: &Part,
) -> Result<Option<Rows<ListedSecondAccount>>, StoreError> {
    let mut connection = app.store.read().await?;
    let Some(company_id) = company_of_admin(&mut connection, account_id).await? else {
        return Ok(None);
    };
    let rows = store::of_company(&mut connection, &company_id, part).await?;
    Ok(Some(Rows {
        items: rows.items.into_iter().map(describe).collect(),
        next: rows.next,
    }))
}

/// Those that have to do with the account.
pub async fn of_account(app: &AppState, account_id: &str) -> Result<Vec<ListedSecondAccount>, StoreError> {
    let seconds = store::of_account(&mut *app.store.read().await?, account_id).await?;
    Ok(seconds.into_iter().map(describe).collect())
}

fn describe(second: SecondAccount) -> ListedSecondAccount {
    ListedSecondAccount {
        id: second.id,
        member: second.member_email,
        account: second.account_email,
        attached_by: second.attached_by_email,
        attached_at: rfc3339(second.at_ms).unwrap_or_default(),
        confirmed_at: second.confirmed_at_ms.and_then(rfc3339),
    }
}
