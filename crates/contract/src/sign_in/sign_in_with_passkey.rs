//! `POST /api/sign-in/passkey`: signs in by a passkey alone, and sets the session cookie.

use serde::{Deserialize, Serialize};

use super::sign_in_with_password::Response;
use crate::two_step::PasskeyAssertion;
use crate::{Empty, Method, Operation};

/// Signs in by a passkey whose authenticator has verified who is there. `passkey_refused` for whatever does not fit; `passkey_after_password`
/// where the password has changed since the passkey was used last; `sso_required` where the company signs its people in itself.
#[derive(Debug)]
pub enum SignInWithPasskey {}

impl Operation for SignInWithPasskey {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/passkey";
    const ID: &'static str = "sign_in_with_passkey";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// What the authenticator says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SignInWithPasskeyRequest))]
pub struct Request {
    /// The signature and what it is of.
    pub assertion: PasskeyAssertion,
    /// Where to go afterwards: a path of this platform. Anything else is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_to: Option<String>,
}
