//! `POST /api/company/groups`: makes a group of people, without anybody in it.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Makes a group.
#[derive(Debug)]
pub enum CreateGroup {}

impl Operation for CreateGroup {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/groups";
    const ID: &'static str = "create_group";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// The group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateGroupRequest))]
pub struct Request {
    /// At most 100 characters; no other group of the company has it, in any spelling.
    pub name: String,
}

/// The group that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateGroupResponse))]
pub struct Response {
    /// Its identifier.
    pub id: String,
}
