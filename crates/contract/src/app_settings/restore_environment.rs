//! `DELETE /api/environments/{environment}/archive`: brings an archived environment back, with the people and roles that it had.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Brings an archived environment back. One that is in use stays so.
#[derive(Debug)]
pub enum RestoreEnvironment {}

impl Operation for RestoreEnvironment {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/environments/{environment}/archive";
    const ID: &'static str = "restore_environment";
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
    #[serde(default, skip_serializing)]
    pub environment: String,
}
