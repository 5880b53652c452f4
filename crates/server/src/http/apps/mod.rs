//! `/api/my-apps`

pub mod list_authorized_apps;
pub mod list_my_apps;
pub mod revoke_authorized_app;
