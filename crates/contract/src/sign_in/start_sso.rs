//! `POST /api/sign-in/sso`: begins a sign-in at the company's identity provider.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Begins a sign-in at the company's identity provider.
#[derive(Debug)]
pub enum StartSso {}

impl Operation for StartSso {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/sso";
    const ID: &'static str = "start_sso";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// Who wants to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = StartSsoRequest))]
pub struct Request {
    /// An email address of a federated domain.
    pub username: String,
    /// Where to go afterwards: a path of this platform. Anything else is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_to: Option<String>,
}

/// The way to the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = StartSsoResponse))]
pub struct Response {
    /// Absolute URL of the identity provider's authorization endpoint, with the request in its query.
    pub redirect_to: String,
}
