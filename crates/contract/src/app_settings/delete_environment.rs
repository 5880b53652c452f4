//! `DELETE /api/environments/{environment}`: deletes an environment. Nothing can be undone; its `client_id` is never given again.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Deletes an environment.
#[derive(Debug)]
pub enum DeleteEnvironment {}

impl Operation for DeleteEnvironment {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/environments/{environment}";
    const ID: &'static str = "delete_environment";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub environment: String,
}
