//! What the process has of the machine: the time of day, randomness and the secrets made of it, and files that are its owner's alone.
//!
//! Invariant: nothing here knows what a secret or a file is for.

pub mod clock;
pub mod private_file;
pub mod secrets;
