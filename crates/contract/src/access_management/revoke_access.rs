//! `DELETE /api/environments/{environment}/people/{account}`: takes the access that somebody was given directly.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Takes somebody's direct access. Where no group gives access, tokens end and the app is told at once.
#[derive(Debug)]
pub enum RevokeAccess {}

impl Operation for RevokeAccess {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/environments/{environment}/people/{account}";
    const ID: &'static str = "revoke_access";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment, &request.account])
    }
}

/// Whose. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Identifier of the environment.
    pub environment: String,
    /// Identifier of the account.
    pub account: String,
}
