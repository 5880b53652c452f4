//! A group as its company's admins see it.

use serde::{Deserialize, Serialize};

use super::group_rule::GroupRule;

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
    /// By which the identity provider feeds it; none: its members are added by hand.
    #[serde(default)]
    pub rules: Vec<GroupRule>,
    /// People whose memberships stayed as they were at their last sign-in, because a claim that the rules read did not come.
    #[serde(default)]
    pub withheld: WithheldClaims,
}

/// Why memberships stayed as they were, and of how many people; 1000 stands for all that are more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WithheldClaims {
    /// There were too many values for the identity provider to send, or for the platform to read.
    pub too_many: u32,
    /// The identity provider did not answer at userinfo.
    pub not_read: u32,
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
