//! Latchkey as OpenID provider: an app and a browser against the whole router.

#[path = "../support/mod.rs"]
mod support;

mod app;
mod app_logout_guard;
mod app_logouts;
mod app_module;
mod asking;
mod at_once;
mod authorized_apps;
mod client_secrets;
mod clocks;
mod consent;
mod consent_changes;
mod deleted_apps;
mod email_verified;
mod failing_store;
mod floods;
mod freshness;
mod given_again;
mod groups;
mod groups_by_idp;
mod introspection;
mod invited;
mod navigation;
mod no_access;
mod open_to_pages;
mod popups;
mod receiver;
mod refreshing;
mod renewal;
mod repeated_refresh;
mod replays;
mod requests;
mod roles;
mod scene;
mod screen_language;
mod sign_in;
mod sign_out;
mod signing_algorithm;
mod state;
mod tabs;
mod tokens;
mod trust;
mod trust_of_apps;
mod writers;
