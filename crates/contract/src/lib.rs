//! What the screens and the server agree on: one file per operation, the closed list of error codes, and the pure
//! rules that both sides need.
//!
//! Invariant: nothing here does I/O, and nothing here depends on more than serde (utoipa only behind `openapi`), so
//! that the front door can afford it.

pub mod apps;
pub mod claim_mapping;
pub mod error;
pub mod operation;
pub mod session;
pub mod sign_in;
pub mod username;

pub use error::{ErrorBody, ErrorCode};
pub use operation::{Empty, Method, Operation};
