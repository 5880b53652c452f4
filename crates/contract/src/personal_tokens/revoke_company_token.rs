//! `DELETE /api/company/tokens/{token}`: ends an access token of somebody of the company, who is told by mail.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Ends a token of somebody of the company, for its admins; `not_found` for everybody else.
#[derive(Debug)]
pub enum RevokeCompanyToken {}

impl Operation for RevokeCompanyToken {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/company/tokens/{token}";
    const ID: &'static str = "revoke_company_token";
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
