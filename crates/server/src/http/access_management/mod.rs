//! Access Management of an app.

pub mod list_environment_people;
pub mod revoke_access;
pub mod update_access;

use latchkey_contract::access_management::{ListEnvironmentPeople, RevokeAccess, UpdateAccess};

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListEnvironmentPeople, _>(list_environment_people::handle)
        .with::<UpdateAccess, _>(update_access::handle)
        .with::<RevokeAccess, _>(revoke_access::handle)
}
