//! Decisions. Invariant: no I/O, no HTTP, no clock, no randomness: everything comes in as a parameter, and the answer
//! goes out as a value.

pub mod accept_language;
pub mod account_linking;
pub mod address_change;
pub mod app_management;
pub mod app_roles;
pub mod authorization_request;
pub mod authorization_step;
pub mod client_secrets;
pub mod clock_standing;
pub mod colour;
pub mod consent;
pub mod device;
pub mod email_address;
pub mod expected_person;
pub mod link_request;
pub mod logout_delivery;
pub mod mail_delivery;
pub mod mailed_link;
pub mod password_rules;
pub mod pkce;
pub mod redirect_uri;
pub mod registration;
pub mod return_to;
pub mod scopes;
pub mod screen_language;
pub mod session_lifetime;
pub mod session_standing;
pub mod session_succession;
pub mod sign_in_attempt;
pub mod signing_key_schedule;
pub mod slug;
pub mod throttle;
pub mod token_family;
