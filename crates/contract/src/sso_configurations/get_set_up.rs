//! `GET /api/set-up`: for whom whoever came by a set-up link sets SSO up.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Tells whoever came by a set-up link for whom they set SSO up. `not_found` in any other browser.
#[derive(Debug)]
pub enum GetSetUp {}

impl Operation for GetSetUp {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/set-up";
    const ID: &'static str = "get_set_up";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// What the guest may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetSetUpResponse))]
pub struct Response {
    /// Name of the company.
    pub company: String,
    /// The address of the admin who made the link.
    pub made_by: String,
    /// Until when it works, RFC 3339, UTC.
    pub expires_at: String,
}
