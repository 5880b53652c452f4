//! The screens of Latchkey. The front door (sign-in and what belongs to it) is rendered by the server and hydrated in
//! the browser; the portal is mounted in the browser.
//!
//! Invariant: `features` do not import each other, `kit` imports neither `features` nor `portal`, and `ui` none of these nor `api`.

// The type of a whole page is deep.
#![recursion_limit = "256"]
#![allow(
    clippy::needless_pass_by_value,
    reason = "components take their props by value, as Leptos gives them"
)]

pub mod api;
pub mod carried_username;
pub mod features;
pub mod front;
pub mod hydrated;
pub mod i18n;
#[cfg(feature = "csr")]
pub mod kit;
pub mod navigation;
pub mod new_password;
pub mod paths;
pub mod phrases;
#[cfg(feature = "csr")]
pub mod portal;
pub mod ui;
