//! Why the platform could not be used. Invariant: no text of a foreign answer is in here.

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlatformError {
    /// No answer, or none that can be used now.
    #[error("the platform cannot be reached: {0}")]
    Unreachable(&'static str),
    /// The client is unknown there, or its secret is another.
    #[error("the platform does not know this app yet, or not with this secret")]
    NotSynchronised,
    /// An answer that must not be believed.
    #[error("the answer was refused: {0}")]
    Refused(&'static str),
    /// A signature by a key that is not known here (yet).
    #[error("the answer was refused: signed with a key that the platform does not publish")]
    UnknownKey,
}
