//! Choosing a new password: the field and its meter, for the front door and the portal.

pub mod field;
pub mod meter;

pub use field::NewPasswordField;
pub use meter::Meter;
