//! `GET /api/company/identity-conflicts/{conflict}`: one conflict, with its choices and what each would do.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::conflict::IdentityConflictDetail;
use crate::{Empty, Method, Operation, operation::fill};

/// Reads a conflict of the company whose admin is signed in; `not_found` for everybody else.
#[derive(Debug)]
pub enum GetIdentityConflict {}

impl Operation for GetIdentityConflict {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/identity-conflicts/{conflict}";
    const ID: &'static str = "get_identity_conflict";
    type Request = Request;
    type Query = Empty;
    type Response = IdentityConflictDetail;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.conflict])
    }
}

/// The conflict.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    pub conflict: String,
}
