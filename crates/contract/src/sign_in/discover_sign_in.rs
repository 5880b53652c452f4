//! `POST /api/sign-in/discover`: how do people of this email domain sign in? Only the domain is sent, so that no account
//! can be enumerated and nothing personal leaves the screen before the form is sent; but where a company tries single sign-on with some
//! people, the address is asked for, and whether it is on their list is all that is answered.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, brand::Brand};

/// Tells how people of an email domain sign in.
#[derive(Debug)]
pub enum DiscoverSignIn {}

impl Operation for DiscoverSignIn {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/discover";
    const ID: &'static str = "discover_sign_in";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// The domain that was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DiscoverSignInRequest))]
pub struct Request {
    /// An email domain in any spelling; the server canonicalises it.
    pub domain: String,
    /// The whole address, where an earlier response asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// The way in. Unknown and malformed domains answer like any domain that is not federated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DiscoverSignInResponse))]
pub struct Response {
    /// How people of this domain sign in.
    pub method: SignInMethod,
    /// Some people of the domain try single sign-on: the address decides. Left out where it does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_address: bool,
    /// How the company of the domain presents itself. Left out where nobody is told whose the domain is, and where there is nothing to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<Brand>,
}

/// The two ways in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SignInMethod {
    /// With a password kept by the platform.
    #[default]
    Password,
    /// Through the company's own identity provider.
    Sso,
}
