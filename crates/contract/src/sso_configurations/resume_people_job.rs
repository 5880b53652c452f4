//! `POST /api/company/people-jobs/{job}/resume`: lets a job of the company's people go on.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Lets a job go on where it was.
#[derive(Debug)]
pub enum ResumePeopleJob {}

impl Operation for ResumePeopleJob {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/people-jobs/{job}/resume";
    const ID: &'static str = "resume_people_job";
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ResumePeopleJobRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub job: String,
}
