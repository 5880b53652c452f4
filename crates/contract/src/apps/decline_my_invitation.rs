//! `DELETE /api/my-invitations/{invitation}`: declines an invitation of the person who is signed in.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Declines one of the invitations that `list_my_apps` lists. Anybody else's, and one that is over, is `not_found`. The app's managers see that
/// it was declined, and may invite the person anew.
#[derive(Debug)]
pub enum DeclineMyInvitation {}

impl Operation for DeclineMyInvitation {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/my-invitations/{invitation}";
    const ID: &'static str = "decline_my_invitation";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.invitation])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub invitation: String,
}
