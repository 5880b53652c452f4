//! The screen on which somebody chooses a password, for which mailed links are.

mod form;
pub mod screen;

pub use screen::ChoosePassword;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub use screen::title;
