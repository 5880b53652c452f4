//! `POST /api/company/brand/logo`: gives the company a logo.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// The most bytes of a file with a logo.
pub const MOST_LOGO_BYTES: usize = 1_000_000;

/// Draws the picture in the file anew and keeps that; nothing else of the file is kept. `logo_too_large` (more than 1,000,000 bytes, or more than 4096
/// pixels on a side), `logo_is_svg` or `logo_unreadable` at `content`; `not_found` for everybody but the company's admins. Bodies of up to 1.4 MB are taken.
#[derive(Debug)]
pub enum SetCompanyLogo {}

impl Operation for SetCompanyLogo {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/brand/logo";
    const ID: &'static str = "set_company_logo";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SetCompanyLogoRequest))]
pub struct Request {
    /// A PNG, JPEG or WebP file, by what is in it, of up to 1,000,000 bytes, in Base64 (RFC 4648, section 4).
    pub content: String,
}

/// The stored logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SetCompanyLogoResponse))]
pub struct Response {
    /// Where the logo is (a path on the platform).
    pub logo: String,
}
