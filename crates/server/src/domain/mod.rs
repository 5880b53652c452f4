//! Decisions. Invariant: no I/O, no HTTP, no clock, no randomness: everything comes in as a parameter, and the answer
//! goes out as a value.

pub mod accept_language;
pub mod account_linking;
pub mod email_address;
pub mod return_to;
pub mod session_lifetime;
pub mod sign_in_attempt;
pub mod throttle;
