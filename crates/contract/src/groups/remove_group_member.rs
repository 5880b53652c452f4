//! `DELETE /api/company/groups/{group}/members/{member}`: takes somebody out of a group who is in it by hand. What the person could enter by it alone ends at once.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Takes somebody out of a group.
#[derive(Debug)]
pub enum RemoveGroupMember {}

impl Operation for RemoveGroupMember {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/company/groups/{group}/members/{member}";
    const ID: &'static str = "remove_group_member";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group, &request.member])
    }
}

/// The group and the person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    pub group: String,
    /// Identifier of the account. Travels in the path.
    #[serde(default, skip_serializing)]
    pub member: String,
}
