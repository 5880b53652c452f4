//! `POST /api/company/brand`: says what the company is called on the platform's screens, and which colour it has there.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// The most characters of a name.
pub const LONGEST_BRAND_NAME: usize = 60;

/// Sets both. `name_invalid` at `name`; `value_invalid` (no `#rrggbb`) at `colour`; `not_found` for everybody but the company's admins.
#[derive(Debug)]
pub enum SetCompanyBrand {}

impl Operation for SetCompanyBrand {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/brand";
    const ID: &'static str = "set_company_brand";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;
}

/// What is chosen; what is left out or empty is the platform's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SetCompanyBrandRequest))]
pub struct Request {
    /// What stands above the sign-in of its people, up to 60 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its colour, `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
}
