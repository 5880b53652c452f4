//! `POST /api/profile`: changes the names.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Changes the names.
#[derive(Debug)]
pub enum UpdateProfile {}

impl Operation for UpdateProfile {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile";
    const ID: &'static str = "update_profile";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;
}

/// The names. One of them may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UpdateProfileRequest))]
pub struct Request {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
}
