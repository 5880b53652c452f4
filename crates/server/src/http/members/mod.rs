//! The people of a company, for its admins.

pub mod list_members;
pub mod update_member;

use latchkey_contract::ErrorCode;
use latchkey_contract::members::{ListMembers, UpdateMember};

use super::api_error::ApiError;
use super::route_table::Operations;
use crate::jobs::JobError;
use crate::members::change::MemberError;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListMembers, _>(list_members::handle)
        .with::<UpdateMember, _>(update_member::handle)
}

impl From<MemberError> for ApiError {
    fn from(error: MemberError) -> Self {
        match error {
            MemberError::NotFound => ErrorCode::NotFound.into(),
            MemberError::OwnAccount => Self {
                field: Some("own_account"),
                ..ErrorCode::MalformedRequest.into()
            },
            MemberError::LastCompanyAdmin => ErrorCode::LastCompanyAdmin.into(),
            MemberError::NotFresh => ErrorCode::SignInAgain.into(),
            MemberError::Store(error) | MemberError::Mail(JobError::Store(error)) => error.into(),
            MemberError::Mail(_) => {
                tracing::error!(error = %error, "a member was not changed");
                ErrorCode::Internal.into()
            }
        }
    }
}
