//! "My Account": how the platform knows the person who is signed in, and what that person can change.

pub mod address_form;
pub mod authorized_apps;
pub mod language_form;
pub mod name_form;
pub mod page;
pub mod password_form;
pub mod sessions;
pub mod theme_form;

pub use page::ProfilePage;
