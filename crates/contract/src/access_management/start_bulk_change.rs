//! `POST /api/environments/{environment}/bulk-changes`: begins to change many people's access.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::bulk_change::{BulkAct, BulkSelection};
use crate::{Empty, Method, Operation, operation::fill};

/// Writes down who is selected, and begins. Another one that goes on is `bulk_change_running`; other people than in the preview are
/// `changed_meanwhile`.
#[derive(Debug)]
pub enum StartBulkChange {}

impl Operation for StartBulkChange {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/bulk-changes";
    const ID: &'static str = "start_bulk_change";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// Whose access, and what is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = StartBulkChangeRequest))]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub environment: String,
    /// The people whose access is changed.
    pub selection: BulkSelection,
    /// The change to make.
    pub act: BulkAct,
    /// How many people the preview said.
    pub total: i64,
}

/// The job that was queued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = StartBulkChangeResponse))]
pub struct Response {
    /// Identifier of the change.
    pub id: String,
}
