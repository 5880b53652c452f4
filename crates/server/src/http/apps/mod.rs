//! `/api/my-apps`

pub mod list_authorized_apps;
pub mod list_my_apps;
pub mod revoke_authorized_app;

use latchkey_contract::apps::{ListAuthorizedApps, ListMyApps, RevokeAuthorizedApp};

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListMyApps, _>(list_my_apps::handle)
        .with::<ListAuthorizedApps, _>(list_authorized_apps::handle)
        .with::<RevokeAuthorizedApp, _>(revoke_authorized_app::handle)
}
