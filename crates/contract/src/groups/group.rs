//! A group as its company's admins see it.

use serde::{Deserialize, Serialize};

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    /// Identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What its members may enter, by app, then environment.
    pub access: Vec<GroupAccess>,
    /// The environments of the company's apps that it does not have, in the same order.
    pub others: Vec<GroupEnvironment>,
}

/// An environment that the members of a group may enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupAccess {
    /// The environment.
    pub environment: GroupEnvironment,
    /// The roles that the group gives there. One that the environment does not publish any more has no effect.
    pub roles: Vec<String>,
}

/// An environment that a group has or may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupEnvironment {
    /// Identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Name of its app.
    pub app: String,
    /// The roles that it publishes.
    pub roles: Vec<String>,
}
