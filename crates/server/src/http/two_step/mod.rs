//! The second factor of whoever is signed in.

pub mod add_passkey;
pub mod begin_passkey;
pub mod begin_totp;
pub mod confirm_totp;
pub mod create_account_recovery_codes;
pub mod get_two_step;
pub mod remove_passkey;
pub mod remove_totp;
pub mod rename_passkey;

use latchkey_contract::ErrorCode;
use latchkey_contract::two_step::{
    AddPasskey, BeginPasskey, BeginTotp, ConfirmTotp, CreateAccountRecoveryCodes, GetTwoStep, RemovePasskey,
    RemoveTotp, RenamePasskey,
};

use super::api_error::ApiError;
use super::route_table::Operations;
use crate::jobs::JobError;
use crate::two_step::TwoStepError;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<GetTwoStep, _>(get_two_step::handle)
        .with::<BeginTotp, _>(begin_totp::handle)
        .with::<ConfirmTotp, _>(confirm_totp::handle)
        .with::<RemoveTotp, _>(remove_totp::handle)
        .with::<BeginPasskey, _>(begin_passkey::handle)
        .with::<AddPasskey, _>(add_passkey::handle)
        .with::<RenamePasskey, _>(rename_passkey::handle)
        .with::<RemovePasskey, _>(remove_passkey::handle)
        .with::<CreateAccountRecoveryCodes, _>(create_account_recovery_codes::handle)
}

impl From<TwoStepError> for ApiError {
    fn from(error: TwoStepError) -> Self {
        match error {
            // Switched off since the session was looked at.
            TwoStepError::Gone => ErrorCode::NotSignedIn.into(),
            TwoStepError::NotFresh => ErrorCode::SignInAgain.into(),
            TwoStepError::ManagedByCompany => ErrorCode::ManagedByCompany.into(),
            TwoStepError::NoFactor | TwoStepError::NotOffered => ErrorCode::NotFound.into(),
            TwoStepError::TooMany => ErrorCode::TooManyEntries.into(),
            TwoStepError::NameInvalid => Self {
                field: Some("name"),
                ..ErrorCode::NameInvalid.into()
            },
            TwoStepError::PasskeyRefused => ErrorCode::PasskeyRefused.into(),
            TwoStepError::Required => ErrorCode::SecondFactorRequired.into(),
            TwoStepError::DayInvalid => Self {
                field: Some("required_from"),
                ..ErrorCode::DateOutOfRange.into()
            },
            TwoStepError::CodeWrong => Self {
                field: Some("code"),
                ..ErrorCode::CodeWrong.into()
            },
            TwoStepError::Store(error) | TwoStepError::Mail(JobError::Store(error)) => error.into(),
            TwoStepError::Mail(_) | TwoStepError::NoRandomness(_) | TwoStepError::CannotOpen(_) => {
                tracing::error!(error = %error, "a second factor was not changed");
                ErrorCode::Internal.into()
            }
        }
    }
}
