//! `DELETE /api/company/identity-conflicts/{conflict}/decision`: takes a decision back.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Takes the decision back, for admins of the company. `choice_not_possible` where `get_identity_conflict` says so; `changed_meanwhile` where there is no
/// decision; `sign_in_again` where the sign-in is older than ten minutes.
#[derive(Debug)]
pub enum UndoIdentityConflict {}

impl Operation for UndoIdentityConflict {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/company/identity-conflicts/{conflict}/decision";
    const ID: &'static str = "undo_identity_conflict";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.conflict])
    }
}

/// The conflict.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    pub conflict: String,
}
