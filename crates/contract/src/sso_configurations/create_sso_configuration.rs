//! `POST /api/company/sso-configurations`: makes a draft of an SSO configuration.

use serde::{Deserialize, Serialize};

use super::ConnectionSettings;
use crate::{Empty, Method, Operation};

/// Makes a draft.
#[derive(Debug)]
pub enum CreateSsoConfiguration {}

impl Operation for CreateSsoConfiguration {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations";
    const ID: &'static str = "create_sso_configuration";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// What the first step of the wizard asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateSsoConfigurationRequest))]
pub struct Request {
    /// How the identity provider is reached.
    pub connection: ConnectionSettings,
    /// The client secret as it was pasted; spaces around it are left out. It is stored encrypted and never shown again. Empty
    /// where a key takes its place (`private_key_jwt`).
    #[serde(default)]
    pub client_secret: String,
}

/// The draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateSsoConfigurationResponse))]
pub struct Response {
    /// Its identifier.
    pub id: String,
}
