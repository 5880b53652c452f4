//! `POST /api/company/client-key`: the key with which the platform proves to the company's identity provider who it is.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Answers with the company's public key, and makes it where there is none yet. New configurations with `private_key_jwt` begin with it.
#[derive(Debug)]
pub enum MakeClientKey {}

impl Operation for MakeClientKey {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/client-key";
    const ID: &'static str = "make_client_key";
    type Request = Empty;
    type Query = Empty;
    type Response = ClientKey;
}

/// What everybody may see of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientKey {
    /// Where the identity provider reads it, with all keys of the company (RFC 7517).
    pub keys_url: String,
    /// The key in a self-signed certificate (PEM), for identity providers that take none from an address.
    pub certificate: String,
    /// By which identity providers show the certificate: its SHA-1, hexadecimal.
    pub thumbprint: String,
}
