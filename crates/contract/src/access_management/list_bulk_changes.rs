//! `GET /api/environments/{environment}/bulk-changes`: the changes of many people's access.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::bulk_change::BulkChange;
use crate::{Empty, Method, Operation, operation::fill};

/// Answers everybody who does not manage the app with `not_found`.
#[derive(Debug)]
pub enum ListBulkChanges {}

impl Operation for ListBulkChanges {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/environments/{environment}/bulk-changes";
    const ID: &'static str = "list_bulk_changes";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// Whose. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Identifier of the environment.
    pub environment: String,
}

/// The changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListBulkChangesResponse))]
pub struct Response {
    /// The last ten of the last 30 days, newest first.
    pub changes: Vec<BulkChange>,
}
