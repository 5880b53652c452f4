//! What can be known of a configuration before anybody is sent to the identity provider.

use serde::{Deserialize, Serialize};

use super::{IdpProblem, MetadataReport};

/// One thing that the server asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PreflightCheck {
    /// The metadata and the keys.
    Metadata,
    /// The client ID and the client secret, by a code that cannot exist.
    ClientAuthentication,
    /// The authorization address, as a browser without cookies would call it.
    Authorization,
}

impl PreflightCheck {
    /// In the order in which they are asked.
    pub const ALL: [Self; 3] = [Self::Metadata, Self::ClientAuthentication, Self::Authorization];
}

/// What is known then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CheckOutcome {
    /// The check has passed.
    Passed,
    /// The check has failed.
    Failed,
    /// The identity provider's response says nothing about it. Only the test can tell.
    Unknown,
}

/// The outcome of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckReport {
    /// Whether it is right.
    pub outcome: CheckOutcome,
    /// What is wrong, where that is known.
    #[serde(default)]
    pub problem: Option<IdpProblem>,
    /// The report, of the check of the metadata.
    #[serde(default)]
    pub metadata: Option<MetadataReport>,
    /// OAuth's `error`, where the identity provider gave one, shortened.
    #[serde(default)]
    pub error: Option<String>,
}
