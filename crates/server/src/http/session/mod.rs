//! `/api/session`

pub mod end_session;
pub mod get_session;
