//! `POST /api/company/sso-configurations/{configuration}/secret-rotation`: puts a new client secret beside the present one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Puts a new client secret beside the present one, which people go on signing in with. It waits for a week, in the place of one that waited, and can be tested (`start_sso_test`).
#[derive(Debug)]
pub enum EnterPendingSecret {}

impl Operation for EnterPendingSecret {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/secret-rotation";
    const ID: &'static str = "enter_pending_secret";
    type Request = Request;
    type Query = Empty;
    type Response = super::SecretRotation;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// Which one, and the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EnterPendingSecretRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The version that was looked at (`get_secret_rotation`).
    pub version: String,
    /// The new secret, at most 2048 bytes. It is stored encrypted and never shown. Empty where it is a key: the platform makes the next one.
    #[serde(default)]
    pub client_secret: String,
    /// The last day on which it works (`YYYY-MM-DD`), today or later; none where it does not expire, or nobody knows.
    #[serde(default)]
    pub expires_on: Option<String>,
}
