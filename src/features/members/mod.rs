//! Control Center > People > **Members**: who belongs to the company.

pub mod page;

pub use page::MembersPage;
