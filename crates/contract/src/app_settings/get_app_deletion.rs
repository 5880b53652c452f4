//! `GET /api/apps/{app}/deletion`: what deleting the app ends.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::deletion::Deletion;
use crate::{Empty, Method, Operation, operation::fill};

/// Tells what deleting the app would end.
#[derive(Debug)]
pub enum GetAppDeletion {}

impl Operation for GetAppDeletion {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/apps/{app}/deletion";
    const ID: &'static str = "get_app_deletion";
    type Request = Request;
    type Query = Empty;
    type Response = Deletion;

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
