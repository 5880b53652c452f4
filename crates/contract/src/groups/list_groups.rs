//! `GET /api/company/groups`: the groups of the company whose admin is signed in.

use serde::{Deserialize, Serialize};

use crate::{Method, Operation, Page, PageRequest, SortKey};

/// Answers everybody else with `not_found`.
#[derive(Debug)]
pub enum ListGroups {}

impl Operation for ListGroups {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/groups";
    const ID: &'static str = "list_groups";
    type Request = Request;
    type Query = PageRequest<GroupSort>;
    type Response = Page<ListedGroup>;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which part of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page.
    #[serde(default)]
    pub query: PageRequest<GroupSort>,
}

/// What groups are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupSort {
    /// Name.
    #[default]
    Name,
}

impl SortKey for GroupSort {
    const ALL: &'static [Self] = &[Self::Name];

    fn as_str(self) -> &'static str {
        "name"
    }
}

/// The most people of a group that a list counts; a larger number stands for all that are more.
pub const MOST_COUNTED: u32 = 1000;

/// A group in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListedGroup {
    /// Identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How many are in it: at most 1000; 1001 stands for all that are more.
    pub members: u32,
    /// How many environments of apps its members may enter.
    pub environments: u32,
}
