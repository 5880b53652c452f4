//! The Latchkey server: the JSON API, the front door's pages, sign-in through companies' identity providers, and the store.
//! `docs/ARCHITECTURE.md` tells which folder is for what.

pub mod clock;
pub mod domain;
pub mod federation;
pub mod passwords;
pub mod secrets;
pub mod store;
