//! `POST /api/profile/two-step/app/confirmation`: adds the app whose secret was shown.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Adds the app, with its first code; it takes the place of one that was there. `code_wrong` where the code is not of that app.
#[derive(Debug)]
pub enum ConfirmTotp {}

impl Operation for ConfirmTotp {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/two-step/app/confirmation";
    const ID: &'static str = "confirm_totp";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// The code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConfirmTotpRequest))]
pub struct Request {
    /// Six digits, as the app shows them.
    pub code: String,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// What came with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConfirmTotpResponse))]
pub struct Response {
    /// Recovery codes, which are never shown again; empty where there are some from before.
    pub recovery_codes: Vec<String>,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").finish_non_exhaustive()
    }
}
