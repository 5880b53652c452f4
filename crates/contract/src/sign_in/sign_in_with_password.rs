//! `POST /api/sign-in/password`: signs in by username and password, and sets the session cookie.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Signs in by username and password, and sets the session cookie.
#[derive(Debug)]
pub enum SignInWithPassword {}

impl Operation for SignInWithPassword {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/password";
    const ID: &'static str = "sign_in_with_password";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// What the form holds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SignInWithPasswordRequest))]
pub struct Request {
    /// An email address.
    pub username: String,
    /// The password as typed.
    pub password: String,
    /// Where to go afterwards: a path of this platform. Anything else is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_to: Option<String>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// Signed in, or on the way to the second step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SignInWithPasswordResponse))]
pub struct Response {
    /// The path to go to.
    pub next: String,
}
