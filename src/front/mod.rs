//! The front door: full pages that the server renders and redirects between.

pub mod page;

#[cfg(feature = "ssr")]
mod render;

pub use page::FrontPage;
#[cfg(feature = "ssr")]
pub use render::{RenderedPage, render};
