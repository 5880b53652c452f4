//! `POST /api/company/sso-configurations/{configuration}/secret-rotation/swap`: puts the tested client secret in the place of the present one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Puts the new client secret in the place of the present one, once a test with it has passed. The old one can be taken back for a day. Needs a sign-in of the last ten minutes.
#[derive(Debug)]
pub enum SwapClientSecret {}

impl Operation for SwapClientSecret {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/secret-rotation/swap";
    const ID: &'static str = "swap_client_secret";
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SwapClientSecretRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The version that was looked at (`get_secret_rotation`).
    pub version: String,
}
