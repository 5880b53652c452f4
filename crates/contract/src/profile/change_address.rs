//! `POST /api/profile/address`: asks for another address. It is taken when a link that goes there has been opened; the answer
//! is the same whether or not it belongs to somebody else.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Asks for another address of the account.
#[derive(Debug)]
pub enum ChangeAddress {}

impl Operation for ChangeAddress {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/address";
    const ID: &'static str = "change_address";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;
}

/// The new address, and a proof that it is the person who asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ChangeAddressRequest))]
pub struct Request {
    /// The new address.
    pub email: String,
    /// The password that the account has.
    pub current_password: String,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}
