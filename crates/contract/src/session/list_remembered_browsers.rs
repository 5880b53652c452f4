//! `GET /api/profile/remembered-browsers`: where the person who is signed in is not asked for the second step.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Lists the browsers that are remembered for the second step of the person who is signed in.
#[derive(Debug)]
pub enum ListRememberedBrowsers {}

impl Operation for ListRememberedBrowsers {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/profile/remembered-browsers";
    const ID: &'static str = "list_remembered_browsers";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// Those that work, the newest first; at most 20.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListRememberedBrowsersResponse))]
pub struct Response {
    /// One entry per browser.
    pub items: Vec<RememberedBrowserItem>,
}

/// One browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RememberedBrowserItem {
    /// Stable identifier; opens nothing.
    pub id: String,
    /// Name of the browser, as far as it says who it is, e.g. `Firefox`.
    pub browser: Option<String>,
    /// Name of the system that the browser runs on, e.g. `Windows`.
    pub system: Option<String>,
    /// The client's address when it was remembered.
    pub client_address: String,
    /// When the second step was done in it, RFC 3339, UTC.
    pub remembered_at: String,
    /// When the second step was skipped in it last, RFC 3339, UTC; absent where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// Until when it is remembered, RFC 3339, UTC.
    pub expires_at: String,
    /// It is the one that asks.
    pub is_this: bool,
}
