//! `POST /api/environments/{environment}/invitations`: invites people by mail. Sent twice, it sends nothing twice.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::check_invitees::Invitee;
use crate::{Empty, Method, Operation, operation::fill};

/// Invites people into an environment with roles that it publishes.
#[derive(Debug)]
pub enum CreateInvitations {}

impl Operation for CreateInvitations {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/invitations";
    const ID: &'static str = "create_invitations";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// Whom, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateInvitationsRequest))]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub environment: String,
    /// Email addresses, 1000 at most.
    pub emails: Vec<String>,
    /// The roles, of those that the environment publishes.
    pub roles: Vec<String>,
}

/// The outcome of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateInvitationsResponse))]
pub struct Response {
    /// In the order of the request.
    pub items: Vec<Invitee>,
}
