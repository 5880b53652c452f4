//! `POST /api/company/sso-configurations/{configuration}/secret-check`: asks the identity provider at once whether it accepts the client secret.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Asks the identity provider of the active configuration at once whether it accepts the client secret, as the server does each day by itself.
#[derive(Debug)]
pub enum CheckClientSecret {}

impl Operation for CheckClientSecret {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/secret-check";
    const ID: &'static str = "check_client_secret";
    type Request = Request;
    type Query = Empty;
    type Response = super::set_secret_expiry::Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// The configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CheckClientSecretRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
}
