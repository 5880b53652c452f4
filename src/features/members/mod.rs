//! Control Center > People > **Members**: who belongs to the company, who of them may still sign in, and who its admins are.

pub mod known_members;
pub mod member_row;
pub mod page;
pub mod update;

pub use page::MembersPage;
