//! `DELETE /api/environments/{environment}/access-requests/{request}`: declines a request for access. The person is mailed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Declines a request for access. One that was answered before is `not_found`.
#[derive(Debug)]
pub enum DeclineAccessRequest {}

impl Operation for DeclineAccessRequest {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/environments/{environment}/access-requests/{request}";
    const ID: &'static str = "decline_access_request";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment, &request.request])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Identifier of the environment.
    pub environment: String,
    /// Identifier of the request.
    pub request: String,
}
