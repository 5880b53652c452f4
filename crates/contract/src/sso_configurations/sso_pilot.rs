//! A pilot: people of a list sign in through the identity provider before everybody else does.

use serde::{Deserialize, Serialize};

/// A pilot, or the list of one that has not begun.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SsoPilot {
    /// What the admins call the configuration.
    pub name: String,
    /// Stands for the configuration (`preview_sso_activation`), for beginning and ending.
    pub version: String,
    /// Since when its people sign in with it (RFC 3339); none where it has not begun.
    #[serde(default)]
    pub since: Option<String>,
    /// All people of the company's domains sign in with a configuration: there is nothing left to try.
    pub is_for_everybody: bool,
    /// What stands in the way of beginning, as of activating.
    pub obstacles: Vec<super::ActivationObstacle>,
    /// The people, by address.
    pub people: Vec<PilotPerson>,
    /// Parts of what was added last that are no address of the company's proven domains.
    #[serde(default)]
    pub refused: Vec<PilotRefusal>,
}

/// Somebody of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PilotPerson {
    /// The address.
    pub email: String,
    /// There is an account with it.
    pub has_account: bool,
    /// The person has come through the identity provider.
    pub has_come: bool,
}

/// A part of a text that was not added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PilotRefusal {
    /// What stands there, maybe shortened.
    pub typed: String,
    /// It is an address, of a domain that the company has not proven; else it is none.
    pub is_of_other_domain: bool,
}
