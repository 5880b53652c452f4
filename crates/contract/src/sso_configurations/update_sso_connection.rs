//! `POST /api/company/sso-configurations/{configuration}/connection`: saves the first step of the wizard.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::ConnectionSettings;
use crate::{Empty, Method, Operation, operation::fill};

/// Changes how the identity provider is reached. Of the active configuration only the name can change.
#[derive(Debug)]
pub enum UpdateSsoConnection {}

impl Operation for UpdateSsoConnection {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/connection";
    const ID: &'static str = "update_sso_connection";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// What the first step of the wizard asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UpdateSsoConnectionRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The `version` that was looked at; with another one nothing is changed.
    pub version: String,
    /// How the identity provider is reached.
    pub connection: ConnectionSettings,
    /// A new client secret; left out, the one that is stored stays. It goes where the endpoint, the client ID or the method change, so
    /// that a new one is needed then.
    #[serde(default)]
    pub client_secret: Option<String>,
}

/// What it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UpdateSsoConnectionResponse))]
pub struct Response {
    /// The version that is stored now.
    pub version: String,
}
