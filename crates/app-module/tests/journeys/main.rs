//! The module against a real OpenID provider, as a browser sees it: in, out, and everything that must not work. Invariant: the app's own view of
//! the session is asserted, not only what a page says.

#![allow(clippy::unwrap_used, reason = "a helper that finds nothing fails its test")]

mod answers;
mod backchannel;
mod roles;
mod scene;
mod set_up;
mod signing_in;
mod signing_out;
