//! `POST /api/company/groups/{group}/access`: lets the members of a group into an environment of an app of the company, or changes their roles there.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Lets a group into an environment.
#[derive(Debug)]
pub enum SetGroupAccess {}

impl Operation for SetGroupAccess {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/groups/{group}/access";
    const ID: &'static str = "set_group_access";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group])
    }
}

/// Where, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SetGroupAccessRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub group: String,
    /// Identifier of the environment.
    pub environment: String,
    /// Names of roles that the environment publishes; maybe none.
    pub roles: Vec<String>,
}
