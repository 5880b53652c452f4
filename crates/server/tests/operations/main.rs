//! Each operation through the router, as the people who may and may not call it, with good and bad input.

#[path = "../support/mod.rs"]
mod support;

mod bad_input;
mod discover;
mod import;
mod import_active;
mod openapi;
mod pages;
mod password;
mod same_origin;
mod session;
mod throttle;
