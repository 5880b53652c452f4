//! Signing in, step by step: what the decisions of [`crate::domain`] and the store's rows amount to. Invariant: a session
//! begins in one place, [`session::begin`], and always with a new identifier.

pub mod account_locks;
pub mod identity;
pub mod onboarding;
pub mod password;
pub mod session;
mod sso_answer;
mod sso_claim;
pub mod sso_finish;
mod sso_settle;
pub mod sso_start;

use crate::federation::FederationError;
use crate::passwords::QueueFull;
use crate::secrets::{CannotOpen, NoRandomness};
use crate::store::StoreError;

/// Why a sign-in did not begin or did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No username was given.
    #[error("no username")]
    UsernameMissing,
    /// The username is no email address.
    #[error("the username is not an address")]
    UsernameNotAnAddress,
    /// No password was given.
    #[error("no password")]
    PasswordMissing,
    /// No such pair of username and password.
    #[error("wrong credentials")]
    WrongCredentials,
    /// The domain is federated; the password was not looked at.
    #[error("the domain is federated")]
    SsoRequired,
    /// The domain is not federated.
    #[error("the domain is not federated")]
    SsoNotConfigured,
    /// Too many wrong attempts.
    #[error("too many attempts")]
    TooManyAttempts {
        /// Seconds until one more is admitted.
        retry_after_seconds: u32,
    },
    /// Neither name can be used.
    #[error("a name is missing or too long")]
    NameInvalid,
    /// Two requests finished the same attempt; the other one did.
    #[error("the attempt was finished by another request")]
    FinishedElsewhere,
    /// The work behind a request ended without an answer: a bug.
    #[error("the work was interrupted")]
    Interrupted,
    /// The hash queue is full.
    #[error(transparent)]
    Busy(#[from] QueueFull),
    /// The identity provider cannot be worked with.
    #[error(transparent)]
    IdentityProvider(#[from] FederationError),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness for a token.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// A client secret cannot be opened.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
}
