//! `POST /api/environments/{environment}/archive`: archives an environment. Nobody enters it any more; people, roles and settings stay.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Archives an environment: its tokens end at once, and its app is told. One that is archived already stays so.
#[derive(Debug)]
pub enum ArchiveEnvironment {}

impl Operation for ArchiveEnvironment {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/archive";
    const ID: &'static str = "archive_environment";
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
