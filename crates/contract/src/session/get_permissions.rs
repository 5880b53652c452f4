//! `GET /api/session/permissions`: which areas of the portal the person who is signed in may enter.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, brand::Brand};

/// No more open conflicts than this are counted.
pub const MAX_OPEN_CONFLICTS: i64 = 100;

/// Reads what the portal's navigation offers. Each operation decides anew; this answer alone opens nothing.
#[derive(Debug)]
pub enum GetPermissions {}

impl Operation for GetPermissions {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/session/permissions";
    const ID: &'static str = "get_permissions";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// What this person may do, as of now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetPermissionsResponse))]
pub struct Response {
    /// Name of the company that the account belongs to, if any.
    pub company: Option<String>,
    /// Whether this person is an admin of that company.
    pub is_company_admin: bool,
    /// Whether there is an app whose settings this person may see.
    pub manages_apps: bool,
    /// How that company presents itself, if it has chosen anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<Brand>,
    /// How many identity conflicts of that company nobody has decided, [`MAX_OPEN_CONFLICTS`] at most; for its admins, 0 for others.
    #[serde(default)]
    pub open_identity_conflicts: i64,
}
