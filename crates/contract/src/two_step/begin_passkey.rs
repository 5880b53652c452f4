//! `POST /api/profile/two-step/passkeys/challenge`: begins to add a passkey.

use serde::{Deserialize, Serialize};

use super::passkey::PasskeyName;
use crate::{Empty, Method, Operation};

/// Gives what a browser needs to make a passkey for the person who is signed in. `sign_in_again` where the sign-in is older than ten minutes,
/// or showed no second factor although there is one.
#[derive(Debug)]
pub enum BeginPasskey {}

impl Operation for BeginPasskey {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/two-step/passkeys/challenge";
    const ID: &'static str = "begin_passkey";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// `PublicKeyCredentialCreationOptions`, as far as they differ from sign-in to sign-in (Web Authentication §5.4). All bytes in base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = BeginPasskeyResponse))]
pub struct Response {
    /// Works once, for ten minutes, in this session.
    pub challenge: String,
    /// `rp.id`
    pub rp_id: String,
    /// `rp.name`
    pub rp_name: String,
    /// `user.id`
    pub user_handle: String,
    /// `user.name`
    pub user_name: String,
    /// `user.displayName`
    pub display_name: String,
    /// COSE algorithms, the best first (`pubKeyCredParams`).
    pub algorithms: Vec<i64>,
    /// The passkeys that the person has (`excludeCredentials`).
    pub present: Vec<PasskeyName>,
}
