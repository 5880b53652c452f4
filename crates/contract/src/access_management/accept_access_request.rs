//! `POST /api/environments/{environment}/access-requests/{request}`: gives access to somebody who asked for it. The person is mailed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Accepts a request for access. One that was answered before is `not_found`.
#[derive(Debug)]
pub enum AcceptAccessRequest {}

impl Operation for AcceptAccessRequest {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/access-requests/{request}";
    const ID: &'static str = "accept_access_request";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment, &request.request])
    }
}

/// Which one, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AcceptAccessRequestRequest))]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub environment: String,
    /// Identifier of the request. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub request: String,
    /// The roles, of those that the environment publishes; one that it does not publish any more: `changed_meanwhile`.
    pub roles: Vec<String>,
}
