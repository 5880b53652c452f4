//! `POST /api/environments/{environment}/people/{account}`: changes the roles that somebody was given directly.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Changes the roles of somebody who has access. What groups give stays as it is.
#[derive(Debug)]
pub enum UpdateAccess {}

impl Operation for UpdateAccess {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/people/{account}";
    const ID: &'static str = "update_access";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment, &request.account])
    }
}

/// Whose roles, and which they shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UpdateAccessRequest))]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub environment: String,
    /// Identifier of the account. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub account: String,
    /// The roles given directly that were looked at; absent where there were none, because a group gives access. Others are there by
    /// now: `changed_meanwhile`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present_roles: Option<Vec<String>>,
    /// The roles, of those that the environment publishes. Roles that it does not publish stay with whoever holds them.
    pub roles: Vec<String>,
}
