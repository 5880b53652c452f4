//! `POST /api/company/sso-configurations/{configuration}/test-runs`: begins a test run.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::TestRun;
use crate::{Empty, Method, Operation, operation::fill};

/// Begins a test run: the person who asked has 30 seconds to sign in at the identity provider in a tab of its own.
#[derive(Debug)]
pub enum StartSsoTest {}

impl Operation for StartSsoTest {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/test-runs";
    const ID: &'static str = "start_sso_test";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// Which configuration is tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = StartSsoTestRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The identity provider shall ask for another person than the one that it remembers.
    #[serde(default)]
    pub as_someone_else: bool,
    /// Tests the new client secret that waits beside the present one, in its place.
    #[serde(default)]
    pub with_pending_secret: bool,
}

/// The run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = StartSsoTestResponse))]
pub struct Response {
    /// The test run, which waits for the sign-in.
    pub run: TestRun,
    /// Where the new tab goes first: a path of this platform.
    pub open: String,
}
