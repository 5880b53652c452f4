//! `DELETE /api/profile/tokens/{token}`: ends an own access token at once. Never ends anybody else's.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Ends a token of the person who is signed in.
#[derive(Debug)]
pub enum RevokeMyToken {}

impl Operation for RevokeMyToken {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/profile/tokens/{token}";
    const ID: &'static str = "revoke_my_token";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.token])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier, not its value.
    pub token: String,
}
