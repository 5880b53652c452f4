//! `POST /api/company/sso-configurations/{configuration}/secret-rotation/discard`: erases the new client secret that waits.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Erases the new client secret that waits. The present one stays.
#[derive(Debug)]
pub enum DiscardPendingSecret {}

impl Operation for DiscardPendingSecret {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/secret-rotation/discard";
    const ID: &'static str = "discard_pending_secret";
    type Request = Request;
    type Query = Empty;
    type Response = super::SecretRotation;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// The configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DiscardPendingSecretRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The version that was looked at (`get_secret_rotation`).
    pub version: String,
}
