//! Setting a company up, for its admins.

pub mod dismiss_first_steps;
pub mod get_first_steps;

pub use dismiss_first_steps::DismissFirstSteps;
pub use get_first_steps::GetFirstSteps;
