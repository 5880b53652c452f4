//! `POST /api/environments/{environment}`: changes an environment. Its `client_id` stays.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::environment::EnvironmentSettings;
use crate::{Empty, Method, Operation, operation::fill};

/// Changes an environment.
#[derive(Debug)]
pub enum UpdateEnvironment {}

impl Operation for UpdateEnvironment {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}";
    const ID: &'static str = "update_environment";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// What it shall be like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UpdateEnvironmentRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub environment: String,
    /// The version that was looked at; where it is another one by now, nothing is changed.
    pub version: String,
    /// All of it. A public client loses its secrets; a confidential one that has none gets one.
    pub settings: EnvironmentSettings,
}

/// The new client secret, if the change has made one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UpdateEnvironmentResponse))]
pub struct Response {
    /// The secret, where one was made. This is the only time that it is said.
    pub client_secret: Option<String>,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").finish_non_exhaustive()
    }
}
