//! `GET /api/my-apps`: the app environments that the person who is signed in may open, and those into which the person is invited.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Lists the app environments that the person who is signed in may open, and the invitations that wait for the person's answer: those to
/// the address of the account, as soon as it is known that mail to it reaches the person.
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListMyAppsResponse))]
pub struct Response {
    /// One entry per environment.
    pub items: Vec<MyApp>,
    /// Invitations that the person can accept, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invitations: Vec<MyInvitation>,
}

/// One environment of an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyApp {
    /// Stable identifier of the environment.
    pub id: String,
    /// Name of the app, e.g. `Company Expenses`.
    pub app: String,
    /// The app's slug, its short name in addresses.
    pub app_slug: String,
    /// Name of the environment, e.g. `Acceptance`.
    pub environment: String,
    /// Absolute URL at which it opens.
    pub url: String,
    /// Whether this person manages the app: its settings are open to them.
    #[serde(default)]
    pub managed: bool,
}

/// An invitation that waits for the answer of whoever is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyInvitation {
    /// Identifier, for `accept_my_invitation`.
    pub id: String,
    /// Name of the app.
    pub app: String,
    /// Name of the environment.
    pub environment: String,
    /// The roles that it gives, maybe none.
    pub roles: Vec<String>,
    /// Address of who invites.
    pub invited_by: String,
}
