//! `POST /api/environments/{environment}/bulk-changes/{change}`: pauses, resumes, stops or takes back a change of many people's access.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Does that, and answers with the changes of the environment. What is so already, or has ended meanwhile, stays as it is; what cannot be
/// taken back any more is `changed_meanwhile`.
#[derive(Debug)]
pub enum SteerBulkChange {}

impl Operation for SteerBulkChange {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/bulk-changes/{change}";
    const ID: &'static str = "steer_bulk_change";
    type Request = Request;
    type Query = Empty;
    type Response = super::list_bulk_changes::Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment, &request.change])
    }
}

/// Which one, and what is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SteerBulkChangeRequest))]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub environment: String,
    /// Identifier of the change. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub change: String,
    /// What is done with it.
    pub step: BulkStep,
}

/// What is done with a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkStep {
    /// It stands still until somebody resumes it.
    Pause,
    /// Resume the job.
    Resume,
    /// It ends where it is; what was done stays.
    Stop,
    /// Everybody gets back what was there before, unless somebody changed it since.
    Undo,
}
