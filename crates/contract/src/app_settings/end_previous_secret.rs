//! `DELETE /api/environments/{environment}/previous-secret`: ends the secret from before the last rotation now. Succeeds whether
//! or not it still worked.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Ends the secret from before the last rotation now.
#[derive(Debug)]
pub enum EndPreviousSecret {}

impl Operation for EndPreviousSecret {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/environments/{environment}/previous-secret";
    const ID: &'static str = "end_previous_secret";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// Which environment. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub environment: String,
}
