//! The SSO wizard of a company's admins. The words and the order of steps need no browser, and are tested natively.

#[cfg(feature = "csr")]
pub mod configuration_card;
#[cfg(feature = "csr")]
pub mod connect_fields;
#[cfg(feature = "csr")]
pub mod connect_form;
#[cfg(feature = "csr")]
pub mod connect_page;
#[cfg(feature = "csr")]
pub mod duplicate_dialog;
#[cfg(feature = "csr")]
pub mod endpoint_field;
pub mod idp_problem_words;
#[cfg(feature = "csr")]
pub mod metadata_panel;
#[cfg(feature = "csr")]
pub mod metadata_reader;
#[cfg(feature = "csr")]
pub mod overview;
pub mod problem_words;
#[cfg(feature = "csr")]
pub mod requirements;
#[cfg(feature = "csr")]
pub mod scopes_field;
#[cfg(feature = "csr")]
pub mod test_access;
pub mod walk_steps;
#[cfg(feature = "csr")]
pub mod walk_through;
pub mod wizard_steps;

#[cfg(feature = "csr")]
pub use connect_page::{ConnectPage, NewSsoConfigurationPage};
pub use idp_problem_words::idp_problem;
#[cfg(feature = "csr")]
pub use overview::SingleSignOnPage;
#[cfg(feature = "csr")]
pub use walk_through::WalkThrough;
