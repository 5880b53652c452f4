//! `/api/password/…`

pub mod estimate_password;
