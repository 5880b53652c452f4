//! `GET /api/apps`: the apps that the person who is signed in looks after, a page of them.

use serde::{Deserialize, Serialize};

use crate::{Cursor, Method, Operation, PageRequest, SortKey};

/// Answers whoever looks after none with an empty page.
#[derive(Debug)]
pub enum ListApps {}

impl Operation for ListApps {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/apps";
    const ID: &'static str = "list_apps";
    type Request = Request;
    type Query = PageRequest<AppSort>;
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
    pub query: PageRequest<AppSort>,
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
    /// The word that stands for it in addresses.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// How many environments it has.
    #[serde(default)]
    pub environments: u32,
    /// How many of these cannot be signed in to yet: they have no redirect URI.
    #[serde(default)]
    pub without_redirect_uri: u32,
}
