//! "My Account".

pub mod change_address;
pub mod change_password;
pub mod get_profile;
pub mod keep_address;
pub mod set_language;
pub mod set_theme;
pub mod update_profile;
