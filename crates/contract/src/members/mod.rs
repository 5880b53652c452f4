//! The people of a company, as its admins see them.

pub mod list_members;
pub mod update_member;

pub use list_members::{ListMembers, Member, MemberQuery, MemberSort, MemberStatus, SignInWay};
pub use update_member::{MemberChange, UpdateMember};
