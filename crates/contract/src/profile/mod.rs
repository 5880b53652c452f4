//! "My Account": how the platform knows the person who is signed in, and what that person can change.

pub mod change_address;
pub mod change_password;
pub mod get_profile;
pub mod keep_address;
pub mod set_language;
pub mod set_theme;
pub mod update_profile;

pub use change_address::ChangeAddress;
pub use change_password::ChangePassword;
pub use get_profile::{GetProfile, WayIn};
pub use keep_address::KeepAddress;
pub use set_language::SetLanguage;
pub use set_theme::SetTheme;
pub use update_profile::UpdateProfile;
