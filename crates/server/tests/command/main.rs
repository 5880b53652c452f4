//! The `latchkey` command as an operator meets it: started as a process, told things by the environment, ended by a signal.

mod clock;
mod first_start;
mod jobs;
mod key;
mod killed;
mod process;
mod refreshing;
mod repositories;
mod restore;
mod restore_killed;
mod serve;
mod settings;
mod sso;
