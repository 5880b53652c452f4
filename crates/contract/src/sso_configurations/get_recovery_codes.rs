//! `GET /api/company/recovery-codes`: whether the company has recovery codes, and how many are left.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Says whether the company has recovery codes, and how many are left. The codes themselves are shown once, when they are made.
#[derive(Debug)]
pub enum GetRecoveryCodes {}

impl Operation for GetRecoveryCodes {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/recovery-codes";
    const ID: &'static str = "get_recovery_codes";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// Codes that were made together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    /// The address of who made them.
    pub made_by: String,
    /// When, RFC 3339, UTC.
    pub made_at: String,
    /// How many there were.
    pub made: i64,
    /// How many were not used.
    pub left: i64,
}

/// The company's recovery codes, and whether the admin who asks came in by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetRecoveryCodesResponse))]
pub struct Response {
    /// None where none were made.
    pub codes: Option<RecoveryCodes>,
    /// Whether whoever asks came in by a recovery code, or by a link that the operator made.
    pub is_recovering: bool,
}
