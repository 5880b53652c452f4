//! Latchkey as OpenID provider: an app and a browser against the whole router.

#[path = "../support/mod.rs"]
mod support;

mod app;
mod asking;
mod consent;
mod failing_store;
mod requests;
mod sign_in;
mod sign_out;
mod tokens;
