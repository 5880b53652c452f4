//! `POST /api/environments/{environment}/secret`: makes a new secret. The present one works on for a week; one that is still
//! left from before ends.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Makes a new secret.
#[derive(Debug)]
pub enum RotateClientSecret {}

impl Operation for RotateClientSecret {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/secret";
    const ID: &'static str = "rotate_client_secret";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// The environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RotateClientSecretRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub environment: String,
}

/// The new secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RotateClientSecretResponse))]
pub struct Response {
    /// This is the only time that it is said.
    pub client_secret: String,
    /// Until when the one before works too, RFC 3339, UTC.
    pub previous_secret_ends_at: String,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("previous_secret_ends_at", &self.previous_secret_ends_at)
            .finish_non_exhaustive()
    }
}
