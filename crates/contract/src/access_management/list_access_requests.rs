//! `GET /api/environments/{environment}/access-requests`: who asks for access and waits for an answer.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Answers everybody who does not manage the app with `not_found`.
#[derive(Debug)]
pub enum ListAccessRequests {}

impl Operation for ListAccessRequests {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/environments/{environment}/access-requests";
    const ID: &'static str = "list_access_requests";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// Into which environment. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    #[serde(default, skip_serializing)]
    pub environment: String,
}

/// A page of access requests.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListAccessRequestsResponse))]
pub struct Response {
    /// The oldest first, at most 100.
    pub items: Vec<AccessRequest>,
}

/// Somebody asks for access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessRequest {
    /// Identifier.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// When the person asked (RFC 3339).
    pub asked_at: String,
    /// Whether the person is invited, and has not accepted yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invited: bool,
}
