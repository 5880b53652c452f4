//! The people of a company, for its admins.

pub mod list_members;

use latchkey_contract::members::ListMembers;

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default().with::<ListMembers, _>(list_members::handle)
}
