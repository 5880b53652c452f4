//! Settings > General of an app: making it, its environments, and their secrets.

pub mod access_management;
pub mod archive;
pub mod connect;
pub mod current_app;
pub mod deletion;
pub mod environment_fields;
pub mod environment_form;
pub mod environment_inputs;
pub mod environment_list;
pub mod environment_page;
pub mod environment_row;
pub mod fields;
pub mod general;
pub mod guide;
pub mod missing;
pub mod name_row;
pub mod new_app;
pub mod new_environment;
pub mod rules;
pub mod secret_dialog;
pub mod secrets;
pub mod team_section;

pub use access_management::{
    AccessManagementPage, BulkResultsPage, EnvironmentPeoplePage, InvitationsPage, InviteUsersPage,
};
pub use current_app::{CurrentApp, read_app, use_current_app};
pub use environment_page::EnvironmentPage;
pub use general::GeneralPage;
pub use missing::MissingApp;
pub use new_app::NewAppPage;
