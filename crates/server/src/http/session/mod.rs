//! `/api/session`, `/api/profile/sessions`

pub mod end_other_sessions;
pub mod end_session;
pub mod end_session_of;
pub mod forget_browser;
pub mod get_permissions;
pub mod get_recent_sign_in;
pub mod get_session;
pub mod list_remembered_browsers;
pub mod list_sessions;

use latchkey_contract::session::{
    EndOtherSessions, EndSession, EndSessionOf, ForgetBrowser, GetPermissions, GetRecentSignIn, GetSession,
    ListRememberedBrowsers, ListSessions,
};

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListSessions, _>(list_sessions::handle)
        .with::<ListRememberedBrowsers, _>(list_remembered_browsers::handle)
        .with::<ForgetBrowser, _>(forget_browser::handle)
        .with::<EndOtherSessions, _>(end_other_sessions::handle)
        .with::<EndSessionOf, _>(end_session_of::handle)
        .with::<GetSession, _>(get_session::handle)
        .with::<EndSession, _>(end_session::handle)
        .with::<GetPermissions, _>(get_permissions::handle)
        .with::<GetRecentSignIn, _>(get_recent_sign_in::handle)
}
