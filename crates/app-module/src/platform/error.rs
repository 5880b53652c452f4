//! Why the platform could not be used. Invariant: no text of a foreign response is in here.

/// Why a request to the platform failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlatformError {
    /// No response, or none that can be used now.
    #[error("the platform cannot be reached: {0}")]
    Unreachable(&'static str),
    /// The client is unknown there, or its secret is another.
    #[error("the platform does not know this app yet, or not with this secret")]
    NotSynchronised,
    /// A response that must not be believed.
    #[error("the answer was refused: {0}")]
    Refused(&'static str),
    /// A signature by a key that is not known here (yet).
    #[error("the answer was refused: signed with a key that the platform does not publish")]
    UnknownKey,
}
