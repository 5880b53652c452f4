//! "My apps": the portal's home, with everything that lets this person in.

pub mod card;
pub mod first_steps;
pub mod invitations;
pub mod page;

pub use page::MyAppsPage;
