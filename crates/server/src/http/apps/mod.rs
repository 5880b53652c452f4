//! `/api/my-apps`

pub mod accept_my_invitation;
pub mod decline_my_invitation;
pub mod list_authorized_apps;
pub mod list_my_apps;
pub mod revoke_authorized_app;

use latchkey_contract::apps::{
    AcceptMyInvitation, DeclineMyInvitation, ListAuthorizedApps, ListMyApps, RevokeAuthorizedApp,
};

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListMyApps, _>(list_my_apps::handle)
        .with::<AcceptMyInvitation, _>(accept_my_invitation::handle)
        .with::<DeclineMyInvitation, _>(decline_my_invitation::handle)
        .with::<ListAuthorizedApps, _>(list_authorized_apps::handle)
        .with::<RevokeAuthorizedApp, _>(revoke_authorized_app::handle)
}
