//! What is known of a client secret, without the secret.

use serde::{Deserialize, Serialize};

/// Until when a client secret works, and whether the identity provider accepted it last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecretStatus {
    /// The last day on which it works (`YYYY-MM-DD`), where an admin said one.
    #[serde(default)]
    pub expires_on: Option<String>,
    /// Whole days until then, in UTC; negative once it has expired.
    #[serde(default)]
    pub days_left: Option<i32>,
    /// What the identity provider said of it when the server asked last; of the active configuration, each day.
    #[serde(default)]
    pub check: Option<SecretCheck>,
    /// When that was (RFC 3339).
    #[serde(default)]
    pub checked_at: Option<String>,
    /// When somebody of the company signed in last by single sign-on (RFC 3339); of the active configuration.
    #[serde(default)]
    pub last_sign_in_at: Option<String>,
}

/// What an identity provider says of a client secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SecretCheck {
    /// It accepts it, and would refuse a wrong one.
    Accepted,
    /// The identity provider refuses the secret.
    Refused,
    /// It does not tell right from wrong without a sign-in.
    Untold,
    /// It gave no response that says anything.
    NoResponse,
}
