//! `GET /api/profile/tokens`: the access tokens of the person who is signed in.

use serde::{Deserialize, Serialize};

use super::token::{TokenScope, TokenState};
use crate::{Empty, Method, Operation};

/// Lists the own tokens that nobody has ended, the newest first.
#[derive(Debug)]
pub enum ListMyTokens {}

impl Operation for ListMyTokens {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/profile/tokens";
    const ID: &'static str = "list_my_tokens";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// All of them: a person has few.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListMyTokensResponse))]
pub struct Response {
    /// One entry each.
    pub items: Vec<MyToken>,
    /// The username that goes with each of them.
    pub username: String,
}

/// A token of the person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyToken {
    /// Identifier; opens nothing.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// The scopes of the token.
    pub scopes: Vec<TokenScope>,
    /// Its state.
    pub state: TokenState,
    /// Since when it is there, RFC 3339, UTC.
    pub created_at: String,
    /// When it ends, RFC 3339, UTC.
    pub expires_at: String,
    /// When it was last used, to the hour, RFC 3339, UTC; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// Whether it ends within a week.
    pub expires_soon: bool,
}
