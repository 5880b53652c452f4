//! `POST /api/company/identity-conflicts/{conflict}/decision`: decides a conflict.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::conflict::ConflictChoice;
use crate::{Empty, Method, Operation, operation::fill};

/// Decides, for admins of the company. `changed_meanwhile` where it was decided already, or where the choice would do something else by now than was
/// shown; `choice_not_possible` where `get_identity_conflict` says so; `sign_in_again` where the sign-in is older than ten minutes.
#[derive(Debug)]
pub enum DecideIdentityConflict {}

impl Operation for DecideIdentityConflict {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/identity-conflicts/{conflict}/decision";
    const ID: &'static str = "decide_identity_conflict";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.conflict])
    }
}

/// The conflict and the choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DecideIdentityConflictRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub conflict: String,
    /// The choice.
    pub choice: ConflictChoice,
    /// `version` of the offer that was shown.
    pub version: String,
}
