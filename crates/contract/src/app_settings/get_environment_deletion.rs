//! `GET /api/environments/{environment}/deletion`: what deleting the environment ends.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::deletion::Deletion;
use crate::{Empty, Method, Operation, operation::fill};

/// Tells what deleting the environment would end.
#[derive(Debug)]
pub enum GetEnvironmentDeletion {}

impl Operation for GetEnvironmentDeletion {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/environments/{environment}/deletion";
    const ID: &'static str = "get_environment_deletion";
    type Request = Request;
    type Query = Empty;
    type Response = Deletion;

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
