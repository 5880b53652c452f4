//! `GET /api/company/groups/{group}/deletion`: what deleting a group would take.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::group::GroupAccess;
use crate::{Empty, Method, Operation, operation::fill};

/// Says what would be taken from whom.
#[derive(Debug)]
pub enum GetGroupDeletion {}

impl Operation for GetGroupDeletion {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/groups/{group}/deletion";
    const ID: &'static str = "get_group_deletion";
    type Request = Request;
    type Query = Empty;
    type Response = GroupDeletion;

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

/// What would be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupDeletion {
    /// How many people are in it. Some may have the same access by another group, or of their own.
    pub people: u32,
    /// What they may enter by it.
    pub environments: Vec<GroupAccess>,
}
