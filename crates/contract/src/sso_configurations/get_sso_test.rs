//! `GET /api/company/sso-configurations/{configuration}/test-runs/{run}`: how far a test run is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::TestRun;
use crate::{Empty, Method, Operation, operation::fill};

/// Says how far a test run is.
#[derive(Debug)]
pub enum GetSsoTest {}

impl Operation for GetSsoTest {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/test-runs/{run}";
    const ID: &'static str = "get_sso_test";
    type Request = Request;
    type Query = Empty;
    type Response = TestRun;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration, &request.run])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub configuration: String,
    /// The run's identifier.
    pub run: String,
}
