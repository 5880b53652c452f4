//! The `latchkey` command as an operator meets it: started as a process, told things by the environment, ended by a signal.

mod audit;
mod clock;
mod deployment;
mod failover;
mod first_start;
mod jobs;
mod key;
mod killed;
mod killed_commands;
mod look_up;
mod nginx;
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
