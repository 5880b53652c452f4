//! Second accounts behind one identity: for the admins of a company, and for those whose accounts they are.

pub mod attach_second_account;
pub mod detach_own_second_account;
pub mod detach_second_account;
pub mod list_own_second_accounts;
pub mod list_second_accounts;

use latchkey_contract::ErrorCode;
use latchkey_contract::second_accounts::{
    AttachSecondAccount, DetachOwnSecondAccount, DetachSecondAccount, ListOwnSecondAccounts,
    ListSecondAccounts,
};
use latchkey_domain::second_accounts::AttachRefusal;

use super::api_error::ApiError;
use super::route_table::Operations;
use crate::jobs::JobError;
use crate::second_accounts::SecondAccountError;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListSecondAccounts, _>(list_second_accounts::handle)
        .with::<AttachSecondAccount, _>(attach_second_account::handle)
        .with::<DetachSecondAccount, _>(detach_second_account::handle)
        .with::<ListOwnSecondAccounts, _>(list_own_second_accounts::handle)
        .with::<DetachOwnSecondAccount, _>(detach_own_second_account::handle)
}

impl From<SecondAccountError> for ApiError {
    fn from(error: SecondAccountError) -> Self {
        match error {
            SecondAccountError::NotFound => ErrorCode::NotFound.into(),
            SecondAccountError::NotFresh => ErrorCode::SignInAgain.into(),
            SecondAccountError::Refused(refusal) => refused(refusal),
            SecondAccountError::Store(error) | SecondAccountError::Mail(JobError::Store(error)) => {
                error.into()
            }
            SecondAccountError::Link(error) => error.into(),
            SecondAccountError::Mail(_) => {
                tracing::error!(error = %error, "a second account was not attached");
                ErrorCode::Internal.into()
            }
        }
    }
}

fn refused(refusal: AttachRefusal) -> ApiError {
    let (field, code) = match refusal {
        AttachRefusal::MemberUnknown => ("member", ErrorCode::MemberUnknown),
        AttachRefusal::NoIdentity => ("member", ErrorCode::IdentityMissing),
        AttachRefusal::TooMany => ("member", ErrorCode::TooManyEntries),
        AttachRefusal::AccountUnknown => ("account", ErrorCode::MemberUnknown),
        AttachRefusal::NotAttachable => ("account", ErrorCode::AccountNotAttachable),
    };
    ApiError {
        field: Some(field),
        ..code.into()
    }
}
