//! `POST /api/my-invitations/{invitation}`: accepts an invitation of the person who is signed in, without the link in the mail.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Accepts one of the invitations that `list_my_apps` lists. Anybody else's, and one that is over, is `not_found`.
#[derive(Debug)]
pub enum AcceptMyInvitation {}

impl Operation for AcceptMyInvitation {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/my-invitations/{invitation}";
    const ID: &'static str = "accept_my_invitation";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.invitation])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    #[serde(default, skip_serializing)]
    pub invitation: String,
}
