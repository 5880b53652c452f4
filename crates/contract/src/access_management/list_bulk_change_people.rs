//! `GET /api/environments/{environment}/bulk-changes/{change}/people`: what became of each.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::PersonSort;
use super::bulk_change::BulkOutcome;
use crate::{Cursor, Method, Operation, Page, PageRequest, Sort, operation::fill};

/// Answers everybody who does not manage the app with `not_found`.
#[derive(Debug)]
pub enum ListBulkChangePeople {}

impl Operation for ListBulkChangePeople {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/environments/{environment}/bulk-changes/{change}/people";
    const ID: &'static str = "list_bulk_change_people";
    type Request = Request;
    type Query = BulkPeopleQuery;
    type Response = Page<BulkPerson>;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment, &request.change])
    }

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Of which change, and which part. Path and query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default)]
    pub environment: String,
    /// Identifier of the change. Travels in the path.
    #[serde(default)]
    pub change: String,
    /// The page and the filter. Travels in the query.
    #[serde(default)]
    pub query: BulkPeopleQuery,
}

/// A page of the list, and the filter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkPeopleQuery {
    /// Greatest number of items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Cursor of the page before, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// Search text, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Order of the items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort<PersonSort>>,
    /// Those of whom this became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<BulkOutcome>,
}

impl BulkPeopleQuery {
    /// The page without the filter.
    pub fn page(&self) -> PageRequest<PersonSort> {
        PageRequest {
            limit: self.limit,
            after: self.after.clone(),
            search: self.search.clone(),
            sort: self.sort,
        }
    }
}

impl From<PageRequest<PersonSort>> for BulkPeopleQuery {
    fn from(page: PageRequest<PersonSort>) -> Self {
        Self {
            limit: page.limit,
            after: page.after,
            search: page.search,
            sort: page.sort,
            outcome: None,
        }
    }
}

/// Somebody, and what became of the access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkPerson {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// The outcome.
    pub outcome: BulkOutcome,
    /// The roles given directly before; absent: no direct access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Vec<String>>,
    /// The same afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Vec<String>>,
}
