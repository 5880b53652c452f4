//! The second factor of the person who is signed in: an authenticator app (TOTP, RFC 6238), passkeys (Web Authentication), and recovery codes.

pub mod add_passkey;
pub mod begin_passkey;
pub mod begin_totp;
pub mod confirm_totp;
pub mod create_account_recovery_codes;
pub mod get_two_step;
pub mod passkey;
pub mod remove_passkey;
pub mod remove_totp;
pub mod rename_passkey;

pub use add_passkey::AddPasskey;
pub use begin_passkey::BeginPasskey;
pub use begin_totp::{BeginTotp, QrCode};
pub use confirm_totp::ConfirmTotp;
pub use create_account_recovery_codes::CreateAccountRecoveryCodes;
pub use get_two_step::{GetTwoStep, RecoveryCodesLeft, TotpApp};
pub use passkey::{Passkey, PasskeyAssertion, PasskeyChallenge, PasskeyName};
pub use remove_passkey::RemovePasskey;
pub use remove_totp::RemoveTotp;
pub use rename_passkey::RenamePasskey;
