//! "My Account" > Two-step sign-in: passkeys, an authenticator app, and recovery codes.

pub mod add_dialog;
pub mod add_passkey;
pub mod asking;
pub mod ceremony;
pub mod codes_dialog;
pub mod page;
pub mod passkeys;

pub use page::TwoStepPage;
