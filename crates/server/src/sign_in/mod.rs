//! The steps of signing in: each reads rows, applies a decision of [`crate::domain`] and writes the outcome. Invariant: a session
//! begins in one place, [`session::begin`], and always with a new secret.

pub mod account_locks;
pub mod after_password;
mod attempt;
pub mod backchannel_logout;
pub mod canonical_addresses;
pub mod choose_account;
mod confirmation;
mod conflict_notes;
mod entered;
mod error;
pub mod guesses;
pub mod identity;
pub mod idp_revocation;
pub mod link;
pub mod link_request;
pub mod mismatch;
pub mod names;
pub mod new_password;
pub mod onboarding;
mod open_attempt;
pub mod passkey;
pub mod password;
pub mod password_links;
pub mod recent;
pub mod recovery;
pub mod recovery_request;
pub mod remembered_browser;
pub mod reset_password;
pub mod second_step;
pub mod session;
pub mod set_up;
pub mod sign_up;
pub mod sso_callback;
mod sso_claim;
mod sso_completion;
mod sso_failures;
pub mod sso_finish;
mod sso_identity;
pub mod sso_initiated;
pub mod sso_renewal;
pub mod sso_start;
pub mod sso_takeover;
mod sso_test;
pub mod sso_test_access;

pub use self::error::{PasswordRefusal, SignInError};
