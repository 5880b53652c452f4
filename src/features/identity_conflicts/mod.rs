//! Control Center > Security > **Identity conflicts**: where the identity provider and the accounts did not agree on who somebody is, and what an admin
//! decides. The words need no browser, and are tested natively.

#[cfg(feature = "csr")]
pub mod conflict_page;
#[cfg(feature = "csr")]
pub mod decided;
#[cfg(feature = "csr")]
pub mod offers;
#[cfg(feature = "csr")]
pub mod page;
pub mod words;

#[cfg(feature = "csr")]
pub use conflict_page::IdentityConflictPage;
#[cfg(feature = "csr")]
pub use page::IdentityConflictsPage;
