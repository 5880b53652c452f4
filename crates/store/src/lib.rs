//! Persistence: one schema and one set of statements, on SQLite or PostgreSQL. Repositories are functions over a connection, so
//! that several can share a transaction.
//!
//! Invariant: all SQL, and every difference between the two databases, is in this crate; nothing here knows HTTP.

pub mod access;
pub mod access_group_members;
pub mod access_groups;
pub mod access_requests;
mod access_routes;
pub mod account_links;
pub mod account_security;
pub mod accounts;
pub mod address_forms;
pub mod app_archive;
pub mod app_deletions;
pub mod app_invitations;
pub mod app_settings;
pub mod app_team;
pub mod apps;
pub mod audit;
pub mod audit_chain;
pub mod audit_history;
pub mod authorization_requests;
pub mod backchannel_logouts;
pub mod bulk_change_people;
pub mod bulk_change_selection;
pub mod bulk_change_steps;
pub mod bulk_changes;
mod by_time;
pub mod client_keys;
pub mod clients;
pub mod clock;
pub mod companies;
pub mod company_brands;
mod connection;
pub mod consents;
mod database;
pub mod domain_discovery;
pub mod email_domain_watch;
pub mod email_domains;
pub mod ended_people_jobs;
mod engine;
pub mod environment_people;
mod error;
pub mod first_steps;
pub mod former_addresses;
mod group_commit;
pub mod group_rules;
pub mod identity_conflicts;
pub mod import_memory;
pub mod job_expiry;
pub mod job_kinds;
pub mod jobs;
pub mod kept_secrets;
pub mod last_sign_ins;
pub mod list_keys;
pub mod logout_tokens;
mod long_read;
pub mod mailed_links;
pub mod mails;
pub mod members;
mod migrations;
pub mod page;
pub mod passkeys;
pub mod password_jobs;
pub mod password_links;
pub mod people_jobs;
pub mod personal_tokens;
mod pooler;
mod read_pool;
mod readiness;
pub mod recovery_codes;
pub mod registration;
pub mod remembered_browsers;
pub mod restore;
pub mod revoked_access_tokens;
pub mod sealed;
pub mod second_accounts;
pub mod second_factor_reminders;
pub mod second_factor_rules;
pub mod second_factors;
pub mod second_steps;
pub mod seen_claims;
mod selection;
pub mod session_ends;
pub mod sessions;
pub mod sign_in_attempts;
pub mod signing_keys;
pub mod sso_activation;
pub mod sso_configurations;
pub mod sso_notices;
pub mod sso_pilot;
pub mod sso_secret_watch;
pub mod sso_set_up_links;
pub mod sso_sign_in_failures;
pub mod sso_test_access;
pub mod sso_test_runs;
mod text_list;
pub mod throttle;
pub mod token_families;
pub mod token_owners;
mod unwritable;
pub mod upgrade_notices;
pub mod username_aliases;

pub use connection::Connection;
pub use database::{Store, Transaction};
pub use error::StoreError;
pub use long_read::{LONGEST, LONGEST_PREVIEW};
pub use read_pool::ReadConnection;

/// The result of a function of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A new identifier: a UUIDv7, so that rows lie in the order in which they were made.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
