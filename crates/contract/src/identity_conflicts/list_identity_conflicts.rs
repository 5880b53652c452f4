//! `GET /api/company/identity-conflicts`: the identity conflicts of the company whose admin is signed in, newest first.

use serde::{Deserialize, Serialize};

use super::conflict::{ConflictKind, IdentityConflict};
use crate::security_history::EventSort;
use crate::{Cursor, Method, Operation, Page, PageRequest, Sort};

/// Answers everybody else with `not_found`.
#[derive(Debug)]
pub enum ListIdentityConflicts {}

impl Operation for ListIdentityConflicts {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/identity-conflicts";
    const ID: &'static str = "list_identity_conflicts";
    type Request = Request;
    type Query = ConflictQuery;
    type Response = Page<IdentityConflict>;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page and the filters.
    #[serde(default)]
    pub query: ConflictQuery,
}

/// A page of the list, and the filters, of which all that are given hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConflictQuery {
    /// Greatest number of items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Cursor of the page before, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// What the address begins with that the identity provider sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Order of the items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort<EventSort>>,
    /// Whether somebody has to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<ConflictStanding>,
    /// What did not agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ConflictKind>,
}

impl ConflictQuery {
    /// The page without the filters.
    pub fn page(&self) -> PageRequest<EventSort> {
        PageRequest {
            limit: self.limit,
            after: self.after.clone(),
            search: self.search.clone(),
            sort: self.sort,
        }
    }

    /// The filters without the page.
    #[must_use]
    pub fn filters(&self) -> Self {
        Self {
            standing: self.standing,
            kind: self.kind,
            ..Self::default()
        }
    }
}

impl From<PageRequest<EventSort>> for ConflictQuery {
    fn from(page: PageRequest<EventSort>) -> Self {
        Self {
            limit: page.limit,
            after: page.after,
            search: page.search,
            sort: page.sort,
            ..Self::default()
        }
    }
}

/// Whether somebody has to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConflictStanding {
    /// Nobody has decided, or the decision was taken back.
    Open,
    /// An admin has decided.
    Decided,
}
