//! "My Account": how the platform knows the person who is signed in.

pub mod page;

pub use page::ProfilePage;
