//! How a company presents itself to its people.

use serde::{Deserialize, Serialize};

/// What differs from the platform's own look. What is absent is as the platform has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Brand {
    /// What stands in the place of the platform's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A style sheet (a path on the platform) with the colour and the logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stylesheet: Option<String>,
}
