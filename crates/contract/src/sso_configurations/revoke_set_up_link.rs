//! `DELETE /api/company/set-up-links/{link}`: ends a set-up link.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Ends a set-up link, and what it had opened, at once.
#[derive(Debug)]
pub enum RevokeSetUpLink {}

impl Operation for RevokeSetUpLink {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/company/set-up-links/{link}";
    const ID: &'static str = "revoke_set_up_link";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.link])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub link: String,
}
