//! `POST /api/company/sso-configurations/{configuration}/pilot/begin`: lets the people of the list sign in with the configuration from now on, and nobody else. Needs a sign-in of the last ten minutes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Lets the people of the list sign in with the configuration from now on, and nobody else. Needs a sign-in of the last ten minutes.
#[derive(Debug)]
pub enum BeginSsoPilot {}

impl Operation for BeginSsoPilot {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/pilot/begin";
    const ID: &'static str = "begin_sso_pilot";
    type Request = Request;
    type Query = Empty;
    type Response = super::SsoPilot;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// Which one, and what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = BeginSsoPilotRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The version that was looked at (`get_sso_pilot`).
    pub version: String,
}
