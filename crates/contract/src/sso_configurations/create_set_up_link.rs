//! `POST /api/company/set-up-links`: lets somebody without an account set SSO up.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Makes a link for somebody without an account. It works in one browser, for 7 days.
#[derive(Debug)]
pub enum CreateSetUpLink {}

impl Operation for CreateSetUpLink {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/set-up-links";
    const ID: &'static str = "create_set_up_link";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// How the link gets to whoever it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateSetUpLinkRequest))]
pub struct Request {
    /// The email address that it is mailed to; none: whoever makes it passes it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The link. It is not shown again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateSetUpLinkResponse))]
pub struct Response {
    /// Its identifier.
    pub id: String,
    /// The whole address.
    pub link: String,
    /// The token for `begin_set_up`.
    pub token: String,
    /// Until when it works, RFC 3339, UTC.
    pub expires_at: String,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
