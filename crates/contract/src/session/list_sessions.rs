//! `GET /api/profile/sessions`: where the person who is signed in is signed in.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Lists the live sessions of the person who is signed in.
#[derive(Debug)]
pub enum ListSessions {}

impl Operation for ListSessions {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/profile/sessions";
    const ID: &'static str = "list_sessions";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The sessions that are live, the last one used first; at most 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListSessionsResponse))]
pub struct Response {
    /// One entry per session.
    pub items: Vec<SessionItem>,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionItem {
    /// Stable identifier; opens nothing.
    pub id: String,
    /// Name of the browser, as far as it says who it is, e.g. `Firefox`.
    pub browser: Option<String>,
    /// Name of the system that the browser runs on, e.g. `Windows`.
    pub system: Option<String>,
    /// The client's address at sign-in.
    pub client_address: String,
    /// When it began, RFC 3339, UTC.
    pub signed_in_at: String,
    /// When it was last used, to the minute, RFC 3339, UTC.
    pub last_seen_at: String,
    /// It is the one that asks.
    pub is_this: bool,
}
