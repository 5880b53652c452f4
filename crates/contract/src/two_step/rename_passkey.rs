//! `POST /api/profile/two-step/passkeys/{passkey}/name`: gives a passkey another name.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Gives a passkey of the person who is signed in another name.
#[derive(Debug)]
pub enum RenamePasskey {}

impl Operation for RenamePasskey {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/two-step/passkeys/{passkey}/name";
    const ID: &'static str = "rename_passkey";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.passkey])
    }
}

/// The new name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RenamePasskeyRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub passkey: String,
    /// 1 to 60 characters.
    pub name: String,
}
