//! `DELETE /api/profile/two-step/passkeys/{passkey}`: takes a passkey away.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Takes a passkey of the person who is signed in away; with the last factor the recovery codes go. `sign_in_again` as for [`super::BeginPasskey`];
/// `second_factor_required` where it is the last one and the company requires one.
#[derive(Debug)]
pub enum RemovePasskey {}

impl Operation for RemovePasskey {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/profile/two-step/passkeys/{passkey}";
    const ID: &'static str = "remove_passkey";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.passkey])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub passkey: String,
}
