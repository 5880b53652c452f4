//! `GET /api/company/people-jobs`: the long jobs that go through a company's people.

use serde::{Deserialize, Serialize};

use super::PeopleJob;
use crate::{Empty, Method, Operation};

/// Lists the jobs that remove passwords after an activation, or mail links to set one, of the company whose admin is signed in; and those that
/// ended within the last day.
#[derive(Debug)]
pub enum ListPeopleJobs {}

impl Operation for ListPeopleJobs {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/people-jobs";
    const ID: &'static str = "list_people_jobs";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The jobs: a few at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListPeopleJobsResponse))]
pub struct Response {
    /// Those that go on first, oldest first, then those that have ended.
    pub jobs: Vec<PeopleJob>,
}
