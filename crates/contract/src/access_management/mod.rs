//! Access Management of an app: who may enter its environments, as what, and why.

pub mod list_environment_people;
pub mod revoke_access;
pub mod update_access;

pub use list_environment_people::{AccessByGroup, ListEnvironmentPeople, PersonSort, PersonWithAccess};
pub use revoke_access::RevokeAccess;
pub use update_access::UpdateAccess;
