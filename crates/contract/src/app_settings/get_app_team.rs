//! `GET /api/apps/{app}/team`: the people of an app's team.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Answers everybody who does not manage the app with `not_found`.
#[derive(Debug)]
pub enum GetAppTeam {}

impl Operation for GetAppTeam {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/apps/{app}/team";
    const ID: &'static str = "get_app_team";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.app])
    }
}

/// Of which app. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The app's slug.
    pub app: String,
}

/// The team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetAppTeamResponse))]
pub struct Response {
    /// Everybody, by name.
    pub members: Vec<TeamMember>,
    /// Whether this person may change the team: an owner, or an admin of the company that the app belongs to.
    pub may_change: bool,
}

/// Somebody of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamMember {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Whether the account is switched off.
    pub deactivated: bool,
    /// Whether this person changes the team, too.
    pub owner: bool,
}
