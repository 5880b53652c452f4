//! `POST /api/profile/tokens`: makes an access token. The response is the only one that ever holds its value.

use serde::{Deserialize, Serialize};

use super::token::TokenScope;
use crate::{Empty, Method, Operation};

/// Makes a token of the person who is signed in. `sign_in_again` where the sign-in is older than ten minutes.
#[derive(Debug)]
pub enum CreateMyToken {}

impl Operation for CreateMyToken {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/tokens";
    const ID: &'static str = "create_my_token";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// What it is for, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateMyTokenRequest))]
pub struct Request {
    /// What its owner calls it: 1 to 100 characters.
    pub name: String,
    /// What it opens; at least one.
    pub scopes: Vec<TokenScope>,
    /// How long the token is valid.
    pub lifetime: TokenLifetime,
}

/// How long a token lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TokenLifetime {
    /// Number of days from now, 1 to 366.
    Days(u16),
    /// To the end of this day in UTC, as `2027-01-31`; at most 366 days ahead.
    Until(String),
}

/// The token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateMyTokenResponse))]
pub struct Response {
    /// Its identifier.
    pub id: String,
    /// Its value, which is never shown again.
    pub token: String,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
