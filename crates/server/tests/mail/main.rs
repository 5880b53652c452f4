//! Mail over real SMTP: aiosmtpd (from PyPI) receives what the outbox sends.

#[path = "../support/mod.rs"]
mod support;

mod delivery;
mod encryption;
mod outbox_command;
mod received;
mod retries;
mod scene;
mod secrecy;
mod sink;
