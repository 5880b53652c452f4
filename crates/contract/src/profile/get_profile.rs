//! `GET /api/profile`: everything about the account of the person who is signed in.

use serde::{Deserialize, Serialize};

use crate::{Empty, Language, Method, Operation};

/// Reads the account of the person who is signed in.
#[derive(Debug)]
pub enum GetProfile {}

impl Operation for GetProfile {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/profile";
    const ID: &'static str = "get_profile";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetProfileResponse))]
pub struct Response {
    /// Email address, which is also the username.
    pub email: String,
    /// Given name; may be empty where there is a last name.
    pub first_name: String,
    /// Family name; may be empty where there is a first name.
    pub last_name: String,
    /// The language that was chosen; none: the browser's.
    pub language: Option<Language>,
    /// How the person signs in, which decides what can be changed here.
    pub way_in: WayIn,
    /// Name of the company that runs the sign-in, where one does.
    pub company: Option<String>,
    /// The address that takes the place of `email` when it is confirmed.
    pub pending_address: Option<String>,
}

/// How somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WayIn {
    /// By password; address and password are changed here.
    Password,
    /// By password, but there is none yet (any more): it is set by a mailed link.
    NoPassword,
    /// Through the company's identity provider; address and password are the company's matter.
    Sso,
}
