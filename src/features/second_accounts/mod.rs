//! Control Center > People > **Second accounts**: accounts that a member opens with the same sign-in at the identity provider.

pub mod attach;
pub mod page;

pub use page::SecondAccountsPage;
