//! `/api/my-apps`

pub mod list_my_apps;
