//! `POST /api/company/sso-configurations/{configuration}/test-runs/{run}/extension`: gives a test run one more minute.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::TestRun;
use crate::{Empty, Method, Operation, operation::fill};

/// Gives one more minute, once.
#[derive(Debug)]
pub enum ExtendSsoTest {}

impl Operation for ExtendSsoTest {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/test-runs/{run}/extension";
    const ID: &'static str = "extend_sso_test";
    type Request = Request;
    type Query = Empty;
    type Response = TestRun;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration, &request.run])
    }
}

/// The test run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExtendSsoTestRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The run's identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub run: String,
}
