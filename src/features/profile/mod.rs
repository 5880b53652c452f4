//! "My Account": how the platform knows the person who is signed in, and what that person can change. Four pages: name and address,
//! security, apps with access, preferences.

pub mod address_row;
pub mod appearance_row;
pub mod authorized_apps;
pub mod language_row;
pub mod name_row;
pub mod page;
pub mod password_row;
pub mod preferences;
pub mod remembered;
pub mod second_accounts;
pub mod security;
pub mod self_saving;
pub mod sessions;

pub use authorized_apps::AuthorizedAppsPage;
pub use page::ProfilePage;
pub use preferences::PreferencesPage;
pub use security::SecurityPage;
