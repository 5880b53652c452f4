//! The sign-in screen: one form, and home realm discovery while somebody types.

pub mod discovery;
mod form;
pub mod screen;
mod worn_brand;

pub use screen::SignIn;
