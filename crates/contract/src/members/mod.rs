//! The people of a company, as its admins see them.

pub mod list_members;

pub use list_members::{ListMembers, Member, MemberSort};
