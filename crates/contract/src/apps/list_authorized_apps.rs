//! `GET /api/profile/authorized-apps`: what the person who is signed in has agreed to, per environment of an app.

use serde::{Deserialize, Serialize};

use super::scope::AppScope;
use crate::{Empty, Method, Operation};

/// Lists the consents of the person who is signed in, one per environment.
#[derive(Debug)]
pub enum ListAuthorizedApps {}

impl Operation for ListAuthorizedApps {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/profile/authorized-apps";
    const ID: &'static str = "list_authorized_apps";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// All of them, by app name, then environment name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListAuthorizedAppsResponse))]
pub struct Response {
    /// One entry per environment.
    pub items: Vec<AuthorizedApp>,
}

/// One environment of an app, and what it may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizedApp {
    /// Stable identifier of the environment.
    pub id: String,
    /// Name of the app, e.g. `Company Expenses`.
    pub app: String,
    /// Name of the environment, e.g. `Acceptance`.
    pub environment: String,
    /// What was agreed to, in the order in which people are asked.
    pub granted: Vec<AppScope>,
    /// Since when, RFC 3339, UTC.
    pub authorized_at: String,
    /// When the person last signed in there, or the app last renewed what it holds, RFC 3339, UTC.
    pub last_used_at: String,
}
