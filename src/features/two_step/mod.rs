//! "My Account" > Two-step sign-in: an app with codes, and recovery codes.

pub mod add_dialog;
pub mod asking;
pub mod codes_dialog;
pub mod page;

pub use page::TwoStepPage;
