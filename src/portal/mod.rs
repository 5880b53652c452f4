//! The portal: everything behind the front door, mounted in the browser.
//!
//! Invariant: nothing is shown before the platform has said who is signed in; a session that has ended leads to the
//! sign-in screen and back to the same place.

pub mod app;
pub mod call;
pub mod drafts;
pub mod failure;
pub mod language;
pub mod load;
pub mod moment;
pub mod not_found;
pub mod page;
pub mod place;
pub mod renamed;
pub mod sending;
pub mod shell;
pub mod text_field;
pub mod told;

pub use app::Portal;
