//! The portal: everything behind the front door, mounted in the browser.
//!
//! Invariant: nothing is shown before the platform has said who is signed in; a session that has ended leads to the
//! sign-in screen and back to the same place.

pub mod app;
pub mod area;
pub mod areas;
pub mod frame;
pub mod guest_notice;
pub mod language;
pub mod lost_chunk;
pub mod not_found;
mod notices;
mod pages;
pub mod routes;
pub mod scroll_position;
mod sign_out;
pub mod test_notice;
mod who;

pub use app::Portal;
