//! `GET /api/session/recent-sign-in`: whether what is grave can be done now.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Says whether the person has just signed in. Files are asked for by the browser, which shows no answer but a file: pages ask here first.
#[derive(Debug)]
pub enum GetRecentSignIn {}

impl Operation for GetRecentSignIn {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/session/recent-sign-in";
    const ID: &'static str = "get_recent_sign_in";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// Whether it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetRecentSignInResponse))]
pub struct Response {
    /// The sign-in is of the last ten minutes, with the second factor where there is one.
    pub is_recent: bool,
}
