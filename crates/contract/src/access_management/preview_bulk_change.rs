//! `POST /api/environments/{environment}/bulk-changes/preview`: what a change of many people's access would do.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::bulk_change::{BulkAct, BulkCounts, BulkOutcome, BulkSelection};
use crate::{Empty, Method, Operation, operation::fill};

/// Says what it would do; changes nothing. More than 100,000 people are `too_many_entries`.
#[derive(Debug)]
pub enum PreviewBulkChange {}

impl Operation for PreviewBulkChange {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/bulk-changes/preview";
    const ID: &'static str = "preview_bulk_change";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// Whose access, and what would be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PreviewBulkChangeRequest))]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub environment: String,
    /// The people whose access is changed.
    pub selection: BulkSelection,
    /// What would be done.
    pub act: BulkAct,
}

/// What it would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PreviewBulkChangeResponse))]
pub struct Response {
    /// People in all: those of the selection who may enter the environment.
    pub total: i64,
    /// What would become of how many.
    pub counts: BulkCounts,
    /// For each role that is named: who would get it, who would lose it, and who has it by a group whatever is done.
    pub roles: Vec<RoleChange>,
    /// A few people of each outcome.
    pub examples: Vec<BulkExample>,
}

/// How many people get and lose a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleChange {
    /// Its name.
    pub role: String,
    /// Number of people who get the role and do not have it now, neither directly nor by a group.
    pub gained: i64,
    /// Number of people who lose the role: no group gives it.
    pub lost: i64,
    /// Number of people who get the role directly, and have it by a group already.
    #[serde(default)]
    pub gained_beside_group: i64,
    /// Number of people from whom the role is to be taken, and who keep it, as a group gives it.
    #[serde(default)]
    pub kept_by_group: i64,
}

/// Somebody as an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkExample {
    /// First and last name, maybe empty.
    pub name: String,
    /// Email address.
    pub email: String,
    /// What would become of the person.
    pub outcome: BulkOutcome,
    /// The roles given directly now; absent: no direct access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Vec<String>>,
    /// The same afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Vec<String>>,
}
