//! Settings > General of an app: its environments, how each signs people in, and their secrets.

pub mod archive_environment;
pub mod change_app_team;
pub mod create_app;
pub mod create_environment;
pub mod delete_app;
pub mod delete_environment;
pub mod deletion;
pub mod end_previous_secret;
pub mod environment;
pub mod get_app_deletion;
pub mod get_app_settings;
pub mod get_app_team;
pub mod get_environment_deletion;
pub mod list_apps;
pub mod rename_app;
pub mod restore_environment;
pub mod rotate_client_secret;
pub mod update_environment;

pub use archive_environment::ArchiveEnvironment;
pub use change_app_team::{ChangeAppTeam, TeamChange, TeamOutcome};
pub use create_app::CreateApp;
pub use create_environment::CreateEnvironment;
pub use delete_app::DeleteApp;
pub use delete_environment::DeleteEnvironment;
pub use deletion::{DeletedEnvironment, Deletion};
pub use end_previous_secret::EndPreviousSecret;
pub use environment::{ClientKind, Environment, EnvironmentSettings, OptionalScope, SigningAlgorithm};
pub use get_app_deletion::GetAppDeletion;
pub use get_app_settings::GetAppSettings;
pub use get_app_team::{GetAppTeam, TeamMember};
pub use get_environment_deletion::GetEnvironmentDeletion;
pub use list_apps::{AppQuery, AppSort, ListApps, ManagedApp};
pub use rename_app::RenameApp;
pub use restore_environment::RestoreEnvironment;
pub use rotate_client_secret::RotateClientSecret;
pub use update_environment::UpdateEnvironment;
