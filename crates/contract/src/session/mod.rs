//! Operations on sessions: who is signed in, and where; signing out here and elsewhere.

pub mod end_other_sessions;
pub mod end_session;
pub mod end_session_of;
pub mod forget_browser;
pub mod get_permissions;
pub mod get_recent_sign_in;
pub mod get_session;
pub mod list_remembered_browsers;
pub mod list_sessions;

pub use end_other_sessions::EndOtherSessions;
pub use end_session::{EndSession, EndSessionQuery};
pub use end_session_of::EndSessionOf;
pub use forget_browser::ForgetBrowser;
pub use get_permissions::GetPermissions;
pub use get_recent_sign_in::GetRecentSignIn;
pub use get_session::{GetSession, SessionAccount};
pub use list_remembered_browsers::{ListRememberedBrowsers, RememberedBrowserItem};
pub use list_sessions::{ListSessions, SessionItem};
