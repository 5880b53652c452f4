//! `GET /api/my-apps`: the app environments that the person who is signed in may open.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Lists the app environments that the person who is signed in may open.
#[derive(Debug)]
pub enum ListMyApps {}

impl Operation for ListMyApps {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/my-apps";
    const ID: &'static str = "list_my_apps";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// All of them, by app name, then environment name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListMyAppsResponse))]
pub struct Response {
    /// One entry per environment.
    pub items: Vec<MyApp>,
}

/// One environment of an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyApp {
    /// Stable identifier of the environment.
    pub id: String,
    /// Name of the app, e.g. `Company Expenses`.
    pub app: String,
    /// The word that stands for the app in addresses.
    pub app_slug: String,
    /// Name of the environment, e.g. `Acceptance`.
    pub environment: String,
    /// Absolute URL at which it opens.
    pub url: String,
    /// Whether this person manages the app: its settings are open to them.
    #[serde(default)]
    pub managed: bool,
}
