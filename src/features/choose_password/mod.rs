//! What a link leads to: a form that ends with a new password.

mod form;
pub mod screen;

pub use screen::ChoosePassword;
#[cfg(feature = "ssr")]
pub use screen::title;
