//! `GET /api/profile/two-step`: what the person has as a second factor.

use serde::{Deserialize, Serialize};

use super::passkey::Passkey;
use crate::{Empty, Method, Operation};

/// The second factor of the person who is signed in. Never a secret, never a code.
#[derive(Debug)]
pub enum GetTwoStep {}

impl Operation for GetTwoStep {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/profile/two-step";
    const ID: &'static str = "get_two_step";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The person's second factors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetTwoStepResponse))]
pub struct Response {
    /// Name of the company that signs the person in, and looks after the second factor; absent where the person signs in by password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<String>,
    /// Whether one can be added: the company may not want it.
    #[serde(default)]
    pub is_offered: bool,
    /// Since when, or from when on, the company requires one (RFC 3339); absent where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_from: Option<String>,
    /// The authenticator app; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<TotpApp>,
    /// The passkeys, in the order in which they were added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passkeys: Vec<Passkey>,
    /// Whether this platform's address allows passkeys: one of numbers does not.
    #[serde(default)]
    pub can_have_passkeys: bool,
    /// The recovery codes; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_codes: Option<RecoveryCodesLeft>,
}

/// An authenticator app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpApp {
    /// When it was added (RFC 3339).
    pub added_at: String,
    /// When a code of it was used last (RFC 3339).
    pub last_used_at: String,
}

/// Recovery codes of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodesLeft {
    /// When they were made (RFC 3339).
    pub made_at: String,
    /// How many there were.
    pub made: i64,
    /// How many were not used.
    pub left: i64,
}
