//! The sign-in screen: one form, and home realm discovery while somebody types.

mod carried;
pub mod discovery;
mod form;
pub mod screen;

pub use screen::SignIn;
