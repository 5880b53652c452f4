//! `/api/session`, `/api/profile/sessions`

pub mod end_other_sessions;
pub mod end_session;
pub mod end_session_of;
pub mod get_permissions;
pub mod get_session;
pub mod list_sessions;
