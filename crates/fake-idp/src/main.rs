//! The `fake-idp` command.
fn main() {}
