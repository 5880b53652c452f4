//! The people of a company, for its admins.

pub mod list_members;
pub mod update_member;

use latchkey_contract::members::{ListMembers, UpdateMember};

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListMembers, _>(list_members::handle)
        .with::<UpdateMember, _>(update_member::handle)
}
