//! What the browser tests stand on: a stage for a screen, ways to find things as people do (by label, role and words),
//! and ways to do what people do.
//!
//! Invariant: nothing here sleeps for a fixed time but [`pause`], which is for tests of time itself.

#![cfg(target_arch = "wasm32")]

mod acts;
mod entry_page;
pub mod gallery;
mod stage;

pub use acts::{
    autofill, eventually, focused, is_reachable, leave_field, now, paste, pause, press, translate_page,
    type_text,
};
pub use stage::{Stage, address_taken};
