//! Setting a company up, for its admins.

pub mod dismiss_first_steps;
pub mod get_first_steps;
pub mod get_second_factor_rule;
pub mod remind_of_second_factor;
pub mod set_second_factor_rule;

use latchkey_contract::company::{
    DismissFirstSteps, GetFirstSteps, GetSecondFactorRule, RemindOfSecondFactor, SetSecondFactorRule,
};

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<GetFirstSteps, _>(get_first_steps::handle)
        .with::<DismissFirstSteps, _>(dismiss_first_steps::handle)
        .with::<GetSecondFactorRule, _>(get_second_factor_rule::handle)
        .with::<RemindOfSecondFactor, _>(remind_of_second_factor::handle)
        .with::<SetSecondFactorRule, _>(set_second_factor_rule::handle)
}
