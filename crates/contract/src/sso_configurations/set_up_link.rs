//! A set-up link, as its company's admins see it.

use serde::{Deserialize, Serialize};

/// A link that works. Its secret is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetUpLink {
    /// Its identifier.
    pub id: String,
    /// Whether somebody has begun with it.
    pub state: SetUpLinkState,
    /// The address of the admin who made it.
    pub made_by: String,
    /// When, RFC 3339, UTC.
    pub made_at: String,
    /// The address that it was mailed to.
    #[serde(default)]
    pub mailed_to: Option<String>,
    /// Until when it works, RFC 3339, UTC.
    pub expires_at: String,
    /// When somebody began with it, RFC 3339, UTC.
    #[serde(default)]
    pub begun_at: Option<String>,
}

/// Whether somebody has begun with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SetUpLinkState {
    /// Nobody yet.
    Waiting,
    /// In one browser, and it works in no other.
    Begun,
}
