//! `DELETE /api/profile/sessions/{session}`: ends one session of the person who is signed in. Succeeds whether or not there
//! was such a session, and never ends anybody else's.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Ends one session of the person who is signed in.
#[derive(Debug)]
pub enum EndSessionOf {}

impl Operation for EndSessionOf {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/profile/sessions/{session}";
    const ID: &'static str = "end_session_of";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.session])
    }
}

/// Which session. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub session: String,
}
