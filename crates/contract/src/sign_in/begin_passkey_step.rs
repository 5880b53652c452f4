//! `POST /api/sign-in/second-step/{step}/passkey/challenge`: begins to show a passkey behind the password.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::two_step::PasskeyChallenge;
use crate::{Empty, Method, Operation, operation::fill};

/// Gives a challenge for the second step of this browser. `not_found` where the step is over or the person has no passkey.
#[derive(Debug)]
pub enum BeginPasskeyStep {}

impl Operation for BeginPasskeyStep {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/second-step/{step}/passkey/challenge";
    const ID: &'static str = "begin_passkey_step";
    type Request = Request;
    type Query = Empty;
    type Response = PasskeyChallenge;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.step])
    }
}

/// Which step. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = BeginPasskeyStepRequest))]
pub struct Request {
    /// Its identifier.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub step: String,
}
