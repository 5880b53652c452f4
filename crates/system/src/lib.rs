//! What the process takes from the machine: the time of day, randomness and the secrets made of it, and files that are its owner's alone.
//!
//! Invariant: nothing here knows what a secret or a file is for.

/// The `target` of spans that are made to be traced (`latchkey_telemetry`). They are of the level `trace`: where no collector is
/// named, nobody asks for them and none is made. Nothing of a person stands in one.
pub const TRACES: &str = "latchkey::traces";

pub mod clock;
pub mod private_file;
pub mod secrets;
