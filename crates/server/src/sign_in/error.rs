//! Why a step of signing in failed.

use latchkey_contract::LinkProblem;

use crate::federation::FederationError;
use crate::jobs::JobError;
use crate::passwords::QueueFull;
use crate::secrets::{CannotOpen, NoRandomness};
use crate::store::StoreError;

/// Why a new password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Too few characters.
    #[error("the new password is too short")]
    TooShort,
    /// Too many characters.
    #[error("the new password is too long")]
    TooLong,
    /// Easy to guess.
    #[error("the new password is easy to guess")]
    Guessable,
}

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
    /// The code of the second step is wrong, or was used before.
    #[error("the code is wrong")]
    CodeWrong,
    /// The passkey does not fit, or nobody here has it.
    #[error("the passkey does not fit")]
    PasskeyRefused,
    /// The password changed since the passkey was used last.
    #[error("the passkey comes behind the password once")]
    PasskeyAfterPassword,
    /// The second step is over: it took too long, was done, or is another browser's.
    #[error("the second step is over")]
    SecondStepOver,
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
    /// The new password cannot be used.
    #[error(transparent)]
    PasswordRefused(#[from] PasswordRefusal),
    /// Somebody has this address already. Only for those who may know.
    #[error("the address is taken")]
    AddressTaken,
    /// The company's name cannot be used.
    #[error("the company's name is missing or too long")]
    CompanyNameInvalid,
    /// The link opens nothing (any more).
    #[error("the link does not work: {}", .0.as_str())]
    Link(LinkProblem),
    /// A name cannot be used.
    #[error("a name is missing or too long")]
    NameInvalid {
        /// The field that it stands in.
        field: &'static str,
    },
    /// Several fields of a form are wrong, in their order on the screen.
    #[error("{} fields of the form are wrong", .0.len())]
    Fields(Vec<SignInError>),
    /// Two requests finished the same attempt; the other one did.
    #[error("the attempt was finished by another request")]
    FinishedElsewhere,
    /// The session that was to be renewed is gone: it was ended, or another request has renewed it.
    #[error("there is no session to renew any more")]
    NothingToRenew,
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
    /// A job or a mail was not queued; nothing was changed.
    #[error(transparent)]
    Job(#[from] JobError),
    /// No randomness for a token.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// A client secret cannot be opened.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
}

impl From<LinkProblem> for SignInError {
    fn from(problem: LinkProblem) -> Self {
        Self::Link(problem)
    }
}
