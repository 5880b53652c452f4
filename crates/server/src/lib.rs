//! The Latchkey server.

pub mod clock;
pub mod federation;
