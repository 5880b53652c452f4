//! Getting in the first time, and getting in again: what is mailed to whom, what the links in it open, and what the answers
//! do not tell.

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod company;
mod invitations;
mod language;
mod links;
mod mailbox;
mod own_invitations;
mod password_rules;
mod reset;
mod set_up;
mod sign_up;
mod spellings;
mod taken_over;
mod way_back;
