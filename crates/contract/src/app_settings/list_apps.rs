//! `GET /api/apps`: the apps that the person who is signed in looks after.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// See the module.
#[derive(Debug)]
pub enum ListApps {}

impl Operation for ListApps {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/apps";
    const ID: &'static str = "list_apps";
    type Request = Empty;
    type Response = Response;
}

/// All of them, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListAppsResponse))]
pub struct Response {
    /// One entry per app.
    pub items: Vec<ManagedApp>,
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
}
