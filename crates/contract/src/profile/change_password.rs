//! `POST /api/profile/password`: sets another password, and ends all other sessions.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Sets another password, and ends all other sessions.
#[derive(Debug)]
pub enum ChangePassword {}

impl Operation for ChangePassword {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/password";
    const ID: &'static str = "change_password";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;
}

/// Both passwords.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ChangePasswordRequest))]
pub struct Request {
    /// The one that the account has.
    pub current_password: String,
    /// The one that it gets.
    pub password: String,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}
