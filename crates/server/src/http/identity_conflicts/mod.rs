//! Identity conflicts of a company, for its admins.

pub mod decide_identity_conflict;
pub mod get_identity_conflict;
pub mod list_identity_conflicts;
pub mod undo_identity_conflict;

use latchkey_contract::ErrorCode;
use latchkey_contract::identity_conflicts::{
    DecideIdentityConflict, GetIdentityConflict, ListIdentityConflicts, UndoIdentityConflict,
};

use super::api_error::ApiError;
use super::route_table::Operations;
use crate::identity_conflicts::ConflictError;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListIdentityConflicts, _>(list_identity_conflicts::handle)
        .with::<GetIdentityConflict, _>(get_identity_conflict::handle)
        .with::<DecideIdentityConflict, _>(decide_identity_conflict::handle)
        .with::<UndoIdentityConflict, _>(undo_identity_conflict::handle)
}

impl From<ConflictError> for ApiError {
    fn from(error: ConflictError) -> Self {
        match error {
            ConflictError::NotFound => ErrorCode::NotFound.into(),
            ConflictError::ChangedMeanwhile => ErrorCode::ChangedMeanwhile.into(),
            ConflictError::NotPossible(_) => ErrorCode::ChoiceNotPossible.into(),
            ConflictError::NotFresh => ErrorCode::SignInAgain.into(),
            ConflictError::Store(error) => error.into(),
        }
    }
}
