//! The error for a client key that cannot be made or read. Invariant: it reveals nothing of the key.

/// The cryptographic library refused, or a key's text is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key for identity providers cannot be made or read")]
pub struct KeyFault;
