//! `DELETE /api/environments/{environment}/invitations/{invitation}`: takes an invitation back.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Takes an invitation back: its link opens nothing any more. One that was accepted is `not_found`.
#[derive(Debug)]
pub enum WithdrawInvitation {}

impl Operation for WithdrawInvitation {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/environments/{environment}/invitations/{invitation}";
    const ID: &'static str = "withdraw_invitation";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment, &request.invitation])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Identifier of the environment.
    pub environment: String,
    /// Identifier of the invitation.
    pub invitation: String,
}
