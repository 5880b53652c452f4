//! `GET /api/apps/{app}`: an app with its environments, for its managers.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::environment::Environment;
use crate::{Empty, Method, Operation, operation::fill};

/// Reads an app with its environments, for those who manage it.
#[derive(Debug)]
pub enum GetAppSettings {}

impl Operation for GetAppSettings {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/apps/{app}";
    const ID: &'static str = "get_app_settings";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.app])
    }
}

/// Which app. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its slug.
    pub app: String,
}

/// The app. No secret is among this: none can be shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetAppSettingsResponse))]
pub struct Response {
    /// Its slug, the short name in addresses.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// The platform's `issuer`; what else a client has to know is at `/.well-known/openid-configuration` below it.
    pub issuer: String,
    /// The environments, sorted by name.
    pub environments: Vec<Environment>,
}
