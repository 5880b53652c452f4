//! The apps that end-users sign in to.

pub mod list_my_apps;

pub use list_my_apps::{ListMyApps, MyApp};
