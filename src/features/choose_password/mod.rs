//! What a link leads to: a form that ends with a new password.

mod form;
pub mod screen;

pub use screen::ChoosePassword;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub use screen::title;
