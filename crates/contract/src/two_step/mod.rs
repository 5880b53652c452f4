//! The second factor of the person who is signed in: an app with codes (TOTP, RFC 6238), and recovery codes.

pub mod begin_totp;
pub mod confirm_totp;
pub mod create_account_recovery_codes;
pub mod get_two_step;
pub mod remove_totp;

pub use begin_totp::{BeginTotp, QrCode};
pub use confirm_totp::ConfirmTotp;
pub use create_account_recovery_codes::CreateAccountRecoveryCodes;
pub use get_two_step::{GetTwoStep, RecoveryCodesLeft, TotpApp};
pub use remove_totp::RemoveTotp;
