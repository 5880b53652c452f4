//! `POST /api/apps`: makes an app, without environments yet. For admins of a company.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Makes an app, without environments yet.
#[derive(Debug)]
pub enum CreateApp {}

impl Operation for CreateApp {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/apps";
    const ID: &'static str = "create_app";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// The app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateAppRequest))]
pub struct Request {
    /// What people will call it; at most 100 characters.
    pub name: String,
    /// Its slug, the short name in addresses: 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit, and no app's
    /// before, deleted ones included. Left out: made of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
}

/// The created app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateAppResponse))]
pub struct Response {
    /// Its slug, the short name in addresses.
    pub slug: String,
}
