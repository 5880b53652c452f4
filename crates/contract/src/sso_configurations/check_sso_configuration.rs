//! `POST /api/company/sso-configurations/{configuration}/checks`: one of the checks before the test.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{CheckReport, PreflightCheck};
use crate::{Empty, Method, Operation, operation::fill};

/// Asks the identity provider one thing from the server, before anybody is sent there.
#[derive(Debug)]
pub enum CheckSsoConfiguration {}

impl Operation for CheckSsoConfiguration {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/checks";
    const ID: &'static str = "check_sso_configuration";
    type Request = Request;
    type Query = Empty;
    type Response = CheckReport;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// The configuration and the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CheckSsoConfigurationRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The check.
    pub check: PreflightCheck,
}
