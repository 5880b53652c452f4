//! The sign-in screen: one form, and home realm discovery while somebody types.

mod carried;
pub mod discovery;
mod form;
pub mod screen;
mod worn_brand;

pub use screen::SignIn;
