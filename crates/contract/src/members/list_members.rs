//! `GET /api/company/members`: the people of the company whose admin is signed in.

use serde::{Deserialize, Serialize};

use crate::{Method, Operation, Page, PageRequest, SortKey};

/// Answers everybody else with `not_found`.
#[derive(Debug)]
pub enum ListMembers {}

impl Operation for ListMembers {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/members";
    const ID: &'static str = "list_members";
    type Request = Request;
    type Query = PageRequest<MemberSort>;
    type Response = Page<Member>;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which part of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page.
    #[serde(default)]
    pub query: PageRequest<MemberSort>,
}

/// What members are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemberSort {
    /// Last name, then first name.
    #[default]
    Name,
    /// Email address.
    Email,
}

impl SortKey for MemberSort {
    const ALL: &'static [Self] = &[Self::Name, Self::Email];

    fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
        }
    }
}

/// Somebody who belongs to the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Whether this is an admin of the company.
    pub company_admin: bool,
    /// Whether the account is switched off.
    pub deactivated: bool,
}
