//! `DELETE /api/company/sso-configurations/{configuration}`: deletes a draft.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Deletes a draft. The active configuration cannot be deleted.
#[derive(Debug)]
pub enum DeleteSsoConfiguration {}

impl Operation for DeleteSsoConfiguration {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}";
    const ID: &'static str = "delete_sso_configuration";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

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
