//! Identity conflicts as a company's admins see and decide them. Invariants: to everybody else there is nothing to see; what a choice does is decided by
//! `domain/identity_conflict`, from what stands in the database when it is done, and is done and told in one transaction.

pub mod deciding;
mod description;
mod standing;

use latchkey_contract::identity_conflicts::{ConflictRefusal, IdentityConflict, IdentityConflictDetail};

use crate::app_state::AppState;
use crate::security_history::company_of_admin;
use crate::store::identity_conflicts::{self as store, ConflictFilter, ListedConflict};
use crate::store::page::{Part, Rows};
use crate::store::{Connection, StoreError};
use standing::{people_of, sides_of};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum ConflictError {
    /// The company of whoever asks has no such conflict, or the account is none of its admins.
    #[error("there is no such conflict for this person")]
    NotFound,
    /// It was decided meanwhile, or the choice would do something else than was shown.
    #[error("it has changed since it was looked at")]
    ChangedMeanwhile,
    /// The choice cannot be made.
    #[error("the choice is not possible: {}", .0.as_str())]
    NotPossible(ConflictRefusal),
    /// The sign-in is too old.
    #[error("the sign-in is too old")]
    NotFresh,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of the conflicts of the admin's company; `None` if the account is no admin.
pub async fn list(
    app: &AppState,
    account_id: &str,
    filter: ConflictFilter,
    part: Part,
) -> Result<Option<Rows<IdentityConflict>>, StoreError> {
    let company_id = company_of_admin(&mut *app.store.read().await?, account_id).await?;
    let Some(company_id) = company_id else {
        return Ok(None);
    };
    let search = async move |connection: &mut Connection| {
        store::of_company(connection, &company_id, &filter, &part).await
    };
    let rows = app.store.read_long(search).await?;
    Ok(Some(Rows {
        items: rows.items.iter().map(description::conflict).collect(),
        next: rows.next,
    }))
}

/// One conflict of the company whose admin asks, with what may be done about it.
///
/// # Errors
/// [`ConflictError::NotFound`].
pub async fn detail(
    app: &AppState,
    account_id: &str,
    id: &str,
) -> Result<IdentityConflictDetail, ConflictError> {
    let mut connection = app.store.read().await?;
    let company_id = company_of_admin(&mut connection, account_id).await?;
    let company_id = company_id.ok_or(ConflictError::NotFound)?;
    let row = found(&mut connection, &company_id, id).await?;
    let sides = sides_of(&row)?;
    let done = standing::effects_of(&row)?;
    let people = people_of(
        &mut connection,
        &company_id,
        &sides,
        done.as_deref().unwrap_or_default(),
        false,
    )
    .await?;
    let now_ms = app.clock.now_ms();
    Ok(description::detail(
        &row,
        &sides,
        done.as_deref(),
        &people,
        account_id,
        now_ms,
    ))
}

async fn found(
    connection: &mut Connection,
    company_id: &str,
    id: &str,
) -> Result<ListedConflict, ConflictError> {
    if id.contains(char::is_control) {
        return Err(ConflictError::NotFound);
    }
    let row = store::by_id(connection, company_id, id).await?;
    row.ok_or(ConflictError::NotFound)
}
