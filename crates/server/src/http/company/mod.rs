//! Setting a company up, for its admins.

pub mod dismiss_first_steps;
pub mod get_first_steps;
