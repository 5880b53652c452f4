//! Control Center > **Apps**: the apps that somebody manages, with how far each is, and the way to make one.

pub mod page;

pub use page::ManagedAppsPage;
