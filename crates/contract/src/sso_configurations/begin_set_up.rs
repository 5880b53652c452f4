//! `POST /api/set-up`: begins to set SSO up by a link.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Binds a set-up link to this browser, whose cookie opens the drafts of its company from then on.
#[derive(Debug)]
pub enum BeginSetUp {}

impl Operation for BeginSetUp {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/set-up";
    const ID: &'static str = "begin_set_up";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;
}

/// The link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = BeginSetUpRequest))]
pub struct Request {
    /// Its token.
    pub token: String,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}
