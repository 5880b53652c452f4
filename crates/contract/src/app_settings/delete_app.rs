//! `DELETE /api/apps/{app}`: deletes an app with all its environments. Nothing can be undone; its slug is never given again.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Deletes an app with all its environments.
#[derive(Debug)]
pub enum DeleteApp {}

impl Operation for DeleteApp {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/apps/{app}";
    const ID: &'static str = "delete_app";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.app])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its slug.
    pub app: String,
}
