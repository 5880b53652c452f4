//! The people of a company, for its admins.

pub mod list_members;
