//! `GET /api/session`: who is signed in.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Tells who is signed in.
#[derive(Debug)]
pub enum GetSession {}

impl Operation for GetSession {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/session";
    const ID: &'static str = "get_session";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The session of the cookie that came with the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetSessionResponse))]
pub struct Response {
    /// The account of the session.
    pub account: SessionAccount,
    /// When it ends unless it is renewed, RFC 3339, UTC.
    pub expires_at: String,
    /// Whether it was made by a Test Link or a Test Email Domain: an SSO configuration is being tried, and it cannot be renewed.
    #[serde(default)]
    pub is_test: bool,
}

/// The person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionAccount {
    /// Stable identifier.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name; may be empty where there is a last name.
    pub first_name: String,
    /// Family name; may be empty where there is a first name.
    pub last_name: String,
}

impl SessionAccount {
    /// How the person is addressed: both names, or the one there is, or the address.
    pub fn display_name(&self) -> String {
        let name = format!("{} {}", self.first_name, self.last_name);
        let name = name.trim();
        if name.is_empty() {
            self.email.clone()
        } else {
            name.to_owned()
        }
    }
}
