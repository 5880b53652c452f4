//! `GET /api/company/sso-configurations/{configuration}/secret-rotation`: how far the rotation of the client secret is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Says how far the rotation of the client secret of the active configuration is. For admins of the company alone.
#[derive(Debug)]
pub enum GetSecretRotation {}

impl Operation for GetSecretRotation {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/secret-rotation";
    const ID: &'static str = "get_secret_rotation";
    type Request = Request;
    type Query = Empty;
    type Response = super::SecretRotation;

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
