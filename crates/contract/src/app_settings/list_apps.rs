//! `GET /api/apps`: the apps that the person who is signed in looks after, a page of them.

use serde::{Deserialize, Serialize};

use crate::{Cursor, Method, Operation, PageRequest, Sort, SortKey};

/// Answers whoever looks after none with an empty page.
#[derive(Debug)]
pub enum ListApps {}

impl Operation for ListApps {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/apps";
    const ID: &'static str = "list_apps";
    type Request = Request;
    type Query = AppQuery;
    type Response = Response;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which part of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page.
    #[serde(default)]
    pub query: AppQuery,
}

/// A page of the list, and its filter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppQuery {
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
    pub sort: Option<Sort<AppSort>>,
    /// Whether the archived ones are asked for, of which all environments are archived. Left out: those in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
}

impl AppQuery {
    /// The page without the filter.
    pub fn page(&self) -> PageRequest<AppSort> {
        PageRequest {
            limit: self.limit,
            after: self.after.clone(),
            search: self.search.clone(),
            sort: self.sort,
        }
    }
}

impl From<PageRequest<AppSort>> for AppQuery {
    fn from(page: PageRequest<AppSort>) -> Self {
        Self {
            limit: page.limit,
            after: page.after,
            search: page.search,
            sort: page.sort,
            archived: None,
        }
    }
}

/// What apps are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AppSort {
    /// What people call it.
    #[default]
    Name,
}

impl SortKey for AppSort {
    const ALL: &'static [Self] = &[Self::Name];

    fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
        }
    }
}

/// A page of them, and what this person may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListAppsResponse))]
pub struct Response {
    /// One entry per app.
    pub items: Vec<ManagedApp>,
    /// Asks for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
    /// Whether this person may make more.
    pub may_create: bool,
}

/// An app that somebody looks after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManagedApp {
    /// Its slug, the short name in addresses.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// How many environments of it are in use: none of an archived app.
    #[serde(default)]
    pub environments: u32,
    /// How many of these cannot be signed in to yet: they have no redirect URI.
    #[serde(default)]
    pub without_redirect_uri: u32,
    /// Whether all of its environments are archived.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}
