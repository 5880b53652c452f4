//! What companies' identity providers call.

pub mod callback;
