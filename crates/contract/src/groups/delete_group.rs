//! `DELETE /api/company/groups/{group}`: deletes a group; what its members could enter by it alone ends at once.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Deletes a group.
#[derive(Debug)]
pub enum DeleteGroup {}

impl Operation for DeleteGroup {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/company/groups/{group}";
    const ID: &'static str = "delete_group";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group])
    }
}

/// The group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    pub group: String,
}
