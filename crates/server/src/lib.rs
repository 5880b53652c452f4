//! The Latchkey server: the JSON API, the front door's pages, sign-in through companies' identity providers, and the store.
//! `docs/ARCHITECTURE.md` tells which folder is for what.

pub mod access_groups;
pub mod access_management;
pub mod app_logouts;
pub mod app_settings;
pub mod app_state;
pub mod assets;
pub mod audit_chain;
pub mod build_info;
pub mod cli;
pub mod clock_mark;
pub mod company_brand;
pub mod config;
pub mod database_key;
pub mod email_domains;
pub mod first_steps;
pub mod housekeeping;
pub mod http;
pub mod identity_conflicts;
pub mod job_kinds;
pub mod jobs;
pub mod key_rotation;
pub mod mail;
pub mod members;
pub mod passwords;
pub mod personal_tokens;
pub mod profile;
pub mod rfc3339;
pub mod second_accounts;
pub mod security_history;
pub mod sign_in;
pub mod sso_configurations;
pub mod two_step;
pub mod upgrade;

pub use latchkey_domain as domain;
pub use latchkey_federation as federation;
pub use latchkey_provider as provider;
pub use latchkey_store as store;
pub use latchkey_system::{clock, private_file, secrets};
