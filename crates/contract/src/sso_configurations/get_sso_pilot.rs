//! `GET /api/company/sso-configurations/{configuration}/pilot`: shows the pilot of a configuration: who is on the list, and whether it has begun. For admins of the company alone.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Shows the pilot of a configuration: who is on the list, and whether it has begun. For admins of the company alone.
#[derive(Debug)]
pub enum GetSsoPilot {}

impl Operation for GetSsoPilot {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/pilot";
    const ID: &'static str = "get_sso_pilot";
    type Request = Request;
    type Query = Empty;
    type Response = super::SsoPilot;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub configuration: String,
}
