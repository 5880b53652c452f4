//! `GET /api/environments/{environment}/bulk-changes/{change}`: a change of many people's access.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::bulk_change::BulkChange;
use crate::{Empty, Method, Operation, operation::fill};

/// Answers everybody who does not manage the app with `not_found`, as for a change that there is not or no longer: changes are kept for 30 days.
#[derive(Debug)]
pub enum GetBulkChange {}

impl Operation for GetBulkChange {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/environments/{environment}/bulk-changes/{change}";
    const ID: &'static str = "get_bulk_change";
    type Request = Request;
    type Query = Empty;
    type Response = BulkChange;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment, &request.change])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Identifier of the environment.
    pub environment: String,
    /// Identifier of the change.
    pub change: String,
}
