//! `/api/password/…`

pub mod estimate_password;

use latchkey_contract::password::EstimatePassword;

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default().with::<EstimatePassword, _>(estimate_password::handle)
}
