//! Mail over real SMTP: aiosmtpd (from PyPI) receives what the outbox sends.

#[path = "../support/mod.rs"]
mod support;

#[path = "../store/database.rs"]
#[allow(dead_code, reason = "the store's own tests use the rest")]
mod database;
#[path = "../command/process.rs"]
#[allow(dead_code, reason = "the command's own tests use the rest")]
mod process;

mod delivery;
mod encryption;
mod invitations;
mod killed;
mod outbox_command;
mod received;
mod retries;
mod scene;
mod secrecy;
mod sink;
