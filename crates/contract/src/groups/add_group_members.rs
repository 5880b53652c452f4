//! `POST /api/company/groups/{group}/members`: adds people to a group by their addresses. They may enter at their next sign-in what the group may.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Adds people to a group.
#[derive(Debug)]
pub enum AddGroupMembers {}

impl Operation for AddGroupMembers {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/groups/{group}/members";
    const ID: &'static str = "add_group_members";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group])
    }
}

/// The group, and the people to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AddGroupMembersRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub group: String,
    /// Email addresses, also as `Name <address>`; at most 500.
    pub addresses: Vec<String>,
}

/// The most addresses at once.
pub const MOST_ADDRESSES: usize = 500;

/// The outcome of each address, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AddGroupMembersResponse))]
pub struct Response {
    /// One for each address.
    pub outcomes: Vec<AddedMember>,
}

/// The outcome of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedMember {
    /// The text that was sent.
    pub given: String,
    /// The outcome.
    pub outcome: AddOutcome,
}

/// The outcome of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AddOutcome {
    /// The person is in the group from now on.
    Added,
    /// The person was in it before.
    Present,
    /// The address, or another one of the same person, was given before it.
    Repeated,
    /// It is no email address.
    Malformed,
    /// Nobody of the company has it. Whether somebody else has is not said.
    Unknown,
}
