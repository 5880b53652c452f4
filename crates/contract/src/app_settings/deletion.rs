//! What ends with an app or an environment, said before anybody decides.

use serde::{Deserialize, Serialize};

/// What deleting it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deletion {
    /// The environments that are deleted, by name.
    pub environments: Vec<DeletedEnvironment>,
    /// How many people have access.
    pub people: u32,
    /// How many agreements to what an environment may know are taken back.
    pub consents: u32,
    /// In how many sessions an environment holds tokens that work now.
    pub sessions: u32,
}

/// An environment that is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeletedEnvironment {
    /// Its name.
    pub name: String,
    /// Address at which people open the app.
    pub url: String,
}
