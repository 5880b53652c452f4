//! `DELETE /api/profile/sessions`: ends all sessions of the person who is signed in but the one that asks.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Ends all sessions of the person who is signed in but the one that asks.
#[derive(Debug)]
pub enum EndOtherSessions {}

impl Operation for EndOtherSessions {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/profile/sessions";
    const ID: &'static str = "end_other_sessions";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The number of sessions that were ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EndOtherSessionsResponse))]
pub struct Response {
    /// How many sessions ended.
    pub ended: u64,
}
