//! `GET /api/company/sso-configurations/{configuration}`: a configuration, for the company's admins.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::SsoConfiguration;
use crate::{Empty, Method, Operation, operation::fill};

/// Reads a configuration. No secret is among this: none can be shown again.
#[derive(Debug)]
pub enum GetSsoConfiguration {}

impl Operation for GetSsoConfiguration {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}";
    const ID: &'static str = "get_sso_configuration";
    type Request = Request;
    type Query = Empty;
    type Response = SsoConfiguration;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub configuration: String,
}
