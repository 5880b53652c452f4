//! Settings > General of an app: its environments, how each signs people in, and their secrets.

pub mod create_app;
pub mod create_environment;
pub mod end_previous_secret;
pub mod environment;
pub mod get_app_settings;
pub mod list_apps;
pub mod rename_app;
pub mod rotate_client_secret;
pub mod update_environment;

pub use create_app::CreateApp;
pub use create_environment::CreateEnvironment;
pub use end_previous_secret::EndPreviousSecret;
pub use environment::{ClientKind, Environment, EnvironmentSettings, OptionalScope, SigningAlgorithm};
pub use get_app_settings::GetAppSettings;
pub use list_apps::{ListApps, ManagedApp};
pub use rename_app::RenameApp;
pub use rotate_client_secret::RotateClientSecret;
pub use update_environment::UpdateEnvironment;
