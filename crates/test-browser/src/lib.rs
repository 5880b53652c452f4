//! The browser of the native tests of the server, of the app module and of the sample app. Invariant: it does what every browser does
//! and no more: it keeps cookies, says where a request comes from, and follows no redirect by itself.
//!
//! Whatever is missing panics: in a test that is the failure.

mod answer;
mod app;
mod browser;
mod cookies;
mod platform;

pub use answer::Answer;
pub use browser::Browser;
pub use cookies::Cookies;
