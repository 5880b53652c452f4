//! The `latchkey` command as an operator meets it: started as a process, told things by the environment, ended by a signal.

#[path = "../store/database.rs"]
#[allow(dead_code, reason = "the store's own tests use the rest")]
mod database;

mod audit;
mod bulk_change_killed;
mod bulk_change_scene;
mod clock;
mod deployment;
mod failover;
mod first_start;
mod jobs;
mod key;
mod killed;
mod killed_commands;
mod kills;
mod look_up;
mod nginx;
mod place;
mod postgres;
mod process;
mod ready;
mod reference;
mod refreshing;
mod repositories;
mod restore;
mod restore_killed;
mod serve;
mod settings;
mod sso;
mod traces;
mod two_nodes;
