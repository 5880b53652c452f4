//! `POST /api/environments/{environment}/invitations/{invitation}/resend`: mails an invitation again, with a new link.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Mails an invitation again, with a new link; the one before does not work any more. Once in ten minutes at most (`too_many_attempts`).
#[derive(Debug)]
pub enum ResendInvitation {}

impl Operation for ResendInvitation {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/invitations/{invitation}/resend";
    const ID: &'static str = "resend_invitation";
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
    #[serde(default, skip_serializing)]
    pub environment: String,
    /// Identifier of the invitation.
    #[serde(default, skip_serializing)]
    pub invitation: String,
}
