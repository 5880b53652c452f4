//! `POST /api/sign-in/second-step/{step}/passkey`: does the second step by a passkey, and sets the session cookie.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::sign_in_with_password::Response;
use crate::two_step::PasskeyAssertion;
use crate::{Empty, Method, Operation, operation::fill};

/// Does the second step. `code_wrong` where the passkey is not one of the person's; `not_found` where the step is over.
#[derive(Debug)]
pub enum FinishPasskeyStep {}

impl Operation for FinishPasskeyStep {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/second-step/{step}/passkey";
    const ID: &'static str = "finish_passkey_step";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.step])
    }
}

/// What the authenticator says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = FinishPasskeyStepRequest))]
pub struct Request {
    /// Which step. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub step: String,
    /// The signature and what it is of.
    pub assertion: PasskeyAssertion,
    /// The browser is to be remembered for the second step, where the company allows that.
    #[serde(default)]
    pub remember: bool,
}
