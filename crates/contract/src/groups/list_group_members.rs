//! `GET /api/company/groups/{group}/members`: the people of a group.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::members::MemberSort;
use crate::{Method, Operation, Page, PageRequest, operation::fill};

/// Lists the people of a group.
#[derive(Debug)]
pub enum ListGroupMembers {}

impl Operation for ListGroupMembers {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/groups/{group}/members";
    const ID: &'static str = "list_group_members";
    type Request = Request;
    type Query = PageRequest<MemberSort>;
    type Response = Page<GroupMember>;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group])
    }

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which part of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    pub group: String,
    /// The page.
    #[serde(default)]
    pub query: PageRequest<MemberSort>,
}

/// Somebody who is in the group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupMember {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Whether the account is switched off.
    pub deactivated: bool,
    /// An admin, or an import, added the person.
    pub by_hand: bool,
    /// The company's identity provider says so.
    pub by_idp: bool,
}
