//! `GET /api/company/groups/{group}`: a group, with what its members may enter.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::group::Group;
use crate::{Empty, Method, Operation, operation::fill};

/// Reads a group.
#[derive(Debug)]
pub enum GetGroup {}

impl Operation for GetGroup {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/groups/{group}";
    const ID: &'static str = "get_group";
    type Request = Request;
    type Query = Empty;
    type Response = Group;

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
