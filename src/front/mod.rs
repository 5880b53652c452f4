//! The front door: full pages that the server renders and redirects between.
//!
//! Invariant: what the server renders is, element for element, what the browser hydrates.

pub mod app_name;
#[cfg(any(feature = "ssr", feature = "hydrate", feature = "gallery"))]
pub mod door;
pub mod entry;
pub mod field;
pub mod form_problem;
#[cfg(feature = "hydrate")]
pub mod live;
pub mod no_access;
pub mod page;
pub mod recovery;
pub mod second_step;
pub mod sso_set_up;

#[cfg(feature = "ssr")]
mod render;

#[cfg(any(feature = "ssr", feature = "hydrate", feature = "gallery"))]
pub use door::FrontDoor;
#[cfg(feature = "hydrate")]
pub use live::{read_page, wake, wake_sign_in};
pub use page::FrontPage;
#[cfg(feature = "ssr")]
pub use render::{RenderedPage, render, render_language_choice, render_portal_fallback};
