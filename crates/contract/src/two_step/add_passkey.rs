//! `POST /api/profile/two-step/passkeys`: adds a passkey that a browser has made.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Adds the passkey. `passkey_refused` where it is not what was asked for; `too_many_entries` where there are twenty.
#[derive(Debug)]
pub enum AddPasskey {}

impl Operation for AddPasskey {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/two-step/passkeys";
    const ID: &'static str = "add_passkey";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// What the browser made (Web Authentication §5.2.1), and its name. All bytes in base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AddPasskeyRequest))]
pub struct Request {
    /// 1 to 60 characters.
    pub name: String,
    /// The challenge that is answered, as it was given.
    pub challenge: String,
    /// `clientDataJSON`
    pub client_data: String,
    /// `getAuthenticatorData()`
    pub authenticator_data: String,
    /// `getPublicKey()`
    pub public_key: String,
    /// `getPublicKeyAlgorithm()`
    pub algorithm: i64,
    /// `getTransports()`
    #[serde(default)]
    pub transports: Vec<String>,
}

/// What came with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AddPasskeyResponse))]
pub struct Response {
    /// Recovery codes, which are never shown again; empty where there are some from before.
    pub recovery_codes: Vec<String>,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").finish_non_exhaustive()
    }
}
