//! Access Management: who may enter an environment, for the managers of its app. Invariants: to everybody else the
//! environment is not there; what a group gives is changed in the group alone.

pub mod acceptance;
pub mod bulk;
pub mod change;
pub mod invitations;
pub mod invitees;
pub mod own_invitations;
pub mod people;
pub mod requests;
