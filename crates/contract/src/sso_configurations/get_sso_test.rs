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

/// Where a test run is followed by server-sent events (WHATWG HTML §9.2): each is a [`TestRun`] as this operation answers it, whenever
/// it has changed; the last is that of a run that is over.
pub const EVENTS_PATH: &str = "/api/company/sso-configurations/{configuration}/test-runs/{run}/events";

/// The address of the events of a run.
pub fn events_address(request: &Request) -> Cow<'static, str> {
    fill(EVENTS_PATH, &[&request.configuration, &request.run])
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub configuration: String,
    /// The run's identifier.
    pub run: String,
}
