//! `DELETE /api/profile/authorized-apps/{environment}`: takes back what the person who is signed in has agreed to. The
//! tokens of the app die with it; the app's own session, if it has one, is its own. Never takes back anybody else's.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Revokes a consent of the person who is signed in, and the tokens that depend on it.
#[derive(Debug)]
pub enum RevokeAuthorizedApp {}

impl Operation for RevokeAuthorizedApp {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/profile/authorized-apps/{environment}";
    const ID: &'static str = "revoke_authorized_app";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// Which environment. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub environment: String,
}
