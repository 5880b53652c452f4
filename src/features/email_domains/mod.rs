//! The email domains of a company, for its admins.

pub mod add_dialog;
pub mod domain_row;
pub mod last_check;
pub mod page;
pub mod record_dialog;
pub mod removal;

pub use page::EmailDomainsPage;
