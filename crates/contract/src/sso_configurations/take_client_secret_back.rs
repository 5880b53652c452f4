//! `POST /api/company/sso-configurations/{configuration}/secret-rotation/take-back`: puts the old client secret in its place again.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Puts the old client secret in its place again, within a day of the swap. The newer one is erased. Needs a sign-in of the last ten minutes.
#[derive(Debug)]
pub enum TakeClientSecretBack {}

impl Operation for TakeClientSecretBack {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/secret-rotation/take-back";
    const ID: &'static str = "take_client_secret_back";
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TakeClientSecretBackRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The version that was looked at (`get_secret_rotation`).
    pub version: String,
}
