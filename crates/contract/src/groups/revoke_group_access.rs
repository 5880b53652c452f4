//! `DELETE /api/company/groups/{group}/access/{environment}`: takes an environment from a group. What members could enter by it alone ends at once.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Takes an environment from a group.
#[derive(Debug)]
pub enum RevokeGroupAccess {}

impl Operation for RevokeGroupAccess {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/company/groups/{group}/access/{environment}";
    const ID: &'static str = "revoke_group_access";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group, &request.environment])
    }
}

/// The group and the environment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    pub group: String,
    /// Identifier of the environment. Travels in the path.
    #[serde(default, skip_serializing)]
    pub environment: String,
}
