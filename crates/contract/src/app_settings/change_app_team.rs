//! `POST /api/apps/{app}/team`: changes an app's team.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::get_app_team::TeamMember;
use crate::{Empty, Method, Operation, operation::fill};

/// Adds somebody, makes somebody an owner or a member, or takes somebody out. Whoever may not change the team gets `not_found`.
#[derive(Debug)]
pub enum ChangeAppTeam {}

impl Operation for ChangeAppTeam {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/apps/{app}/team";
    const ID: &'static str = "change_app_team";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.app])
    }
}

/// Of which app, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ChangeAppTeamRequest))]
pub struct Request {
    /// The app's slug. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub app: String,
    /// The change.
    pub change: TeamChange,
}

/// What is changed about a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TeamChange {
    /// Somebody of the app's company comes in.
    Add {
        /// The person's email address.
        email: String,
        /// Whether the person becomes an owner.
        owner: bool,
    },
    /// Somebody of the team becomes an owner, or is one no longer.
    SetOwner {
        /// Identifier of the account.
        account: String,
        /// An owner.
        owner: bool,
    },
    /// Somebody leaves the team.
    Remove {
        /// Identifier of the account.
        account: String,
    },
}

/// The outcome, and the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ChangeAppTeamResponse))]
pub struct Response {
    /// The outcome.
    pub outcome: TeamOutcome,
    /// Everybody, by name; nobody where whoever asked left the team and may not see it any more.
    pub members: Vec<TeamMember>,
    /// Whether this person may change the team still.
    pub may_change: bool,
}

/// The outcome of a change of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TeamOutcome {
    /// The team is as was asked.
    Done,
    /// The person is in the team already.
    Present,
    /// It is no email address.
    NotAnAddress,
    /// Nobody of the app's company has the address. Whether somebody else has is not said.
    Unknown,
    /// The team would have no owner any more.
    LastOwner,
    /// There are as many people in the team as there may be.
    Full,
}
