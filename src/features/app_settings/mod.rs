//! Settings > General of an app: making it, its environments, and their secrets.

pub mod deletion;
pub mod environment_card;
pub mod environment_fields;
pub mod environment_form;
pub mod environment_inputs;
pub mod environment_page;
pub mod fields;
pub mod general;
pub mod new_app;
pub mod rename_form;
pub mod secret_dialog;

pub use environment_page::EnvironmentPage;
pub use general::GeneralPage;
pub use new_app::NewAppPage;
