//! `GET /api/company/brand`: how the company presents itself on the platform's screens.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// The brand, for admins of the company; `not_found` for everybody else.
#[derive(Debug)]
pub enum GetCompanyBrand {}

impl Operation for GetCompanyBrand {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/brand";
    const ID: &'static str = "get_company_brand";
    type Request = Empty;
    type Query = Empty;
    type Response = CompanyBrand;
}

/// What the company chose, and what the platform has where it chose nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompanyBrand {
    /// What stands above the sign-in of its people; absent: the platform's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its colour, `#rrggbb`; absent: the platform's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Where its logo is (a path on the platform); absent: the platform's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// The first of its proven email domains, in its own letters, for addresses in samples; absent: it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_domain: Option<String>,
    /// The colour of the platform.
    pub platform_colour: String,
    /// Where the logo of the platform is, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_logo: Option<String>,
}
