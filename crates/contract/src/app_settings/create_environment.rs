//! `POST /api/apps/{app}/environments`: makes an environment. Whoever makes it is the first who may enter, with all its roles.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::environment::EnvironmentSettings;
use crate::{Empty, Method, Operation, operation::fill};

/// Makes an environment.
#[derive(Debug)]
pub enum CreateEnvironment {}

impl Operation for CreateEnvironment {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/apps/{app}/environments";
    const ID: &'static str = "create_environment";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.app])
    }
}

/// The environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateEnvironmentRequest))]
pub struct Request {
    /// The app's slug. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub app: String,
    /// What it is like.
    pub settings: EnvironmentSettings,
}

/// The created environment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateEnvironmentResponse))]
pub struct Response {
    /// Identifier of the environment.
    pub id: String,
    /// `client_id`
    pub client_id: String,
    /// The secret of a confidential client. This is the only time that it is said.
    pub client_secret: Option<String>,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
