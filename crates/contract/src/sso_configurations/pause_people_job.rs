//! `POST /api/company/people-jobs/{job}/pause`: lets a job of the company's people stand still.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Lets a job stand still until somebody resumes it: nothing more is done after the step that runs. What was done stays.
#[derive(Debug)]
pub enum PausePeopleJob {}

impl Operation for PausePeopleJob {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/people-jobs/{job}/pause";
    const ID: &'static str = "pause_people_job";
    type Request = Request;
    type Query = Empty;
    type Response = super::list_people_jobs::Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.job])
    }
}

/// The job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PausePeopleJobRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub job: String,
}
