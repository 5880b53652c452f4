//! `POST /api/company/groups/{group}/name`: renames a group.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Renames a group.
#[derive(Debug)]
pub enum RenameGroup {}

impl Operation for RenameGroup {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/groups/{group}/name";
    const ID: &'static str = "rename_group";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group])
    }
}

/// The new name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RenameGroupRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub group: String,
    /// At most 100 characters; no other group of the company has it, in any spelling.
    pub name: String,
}
