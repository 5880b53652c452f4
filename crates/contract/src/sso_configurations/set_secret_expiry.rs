//! `POST /api/company/sso-configurations/{configuration}/secret-expiry`: says until when the client secret works.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Says until when the client secret works, so that the admins are warned 60, 30 and 7 days ahead. Nothing ends on that day by itself.
#[derive(Debug)]
pub enum SetSecretExpiry {}

impl Operation for SetSecretExpiry {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/secret-expiry";
    const ID: &'static str = "set_secret_expiry";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// Which one, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SetSecretExpiryRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The last day on which it works (`YYYY-MM-DD`), today or later; none where it does not expire, or nobody knows.
    #[serde(default)]
    pub expires_on: Option<String>,
}

/// What is known of the secret now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SetSecretExpiryResponse))]
pub struct Response {
    /// What is known of the secret now.
    pub secret: super::SecretStatus,
}
