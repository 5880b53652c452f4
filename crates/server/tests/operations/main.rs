//! Each operation through the router, as the people who may and may not call it, with good and bad input.

#[path = "../support/mod.rs"]
mod support;

mod access_management;
mod app_deletion;
mod app_settings;
mod audit_chain;
mod bad_input;
mod client_address;
mod client_secrets;
mod cookies;
mod deactivation;
mod discover;
mod doubles;
mod email_domains;
mod failing_store;
mod first_steps;
mod groups;
mod groups_import;
mod hanging_up;
mod import;
mod import_active;
mod import_again;
mod job_nodes;
mod jobs;
mod lists;
mod members;
mod numbers;
mod openapi;
mod overload;
mod own_host;
mod pages;
mod password;
mod profile;
mod profile_address;
mod queued;
mod refused;
mod repository_access;
mod same_origin;
mod security_history;
mod session;
mod sessions;
mod throttle;
mod tokens;
mod well_known;
