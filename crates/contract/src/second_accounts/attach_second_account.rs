//! `POST /api/company/second-accounts`: asks the owner of an account to let a member's identity open it.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Attaches, for admins of the company; nothing is opened before the account's owner has agreed by the mailed link. `member_unknown` at the address that
/// nobody of the company has; `identity_missing` where the member has not signed in through the identity provider yet; `account_not_attachable`;
/// `too_many_entries`; `sign_in_again` where the sign-in is older than ten minutes.
#[derive(Debug)]
pub enum AttachSecondAccount {}

impl Operation for AttachSecondAccount {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/second-accounts";
    const ID: &'static str = "attach_second_account";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;
}

/// The member and the account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AttachSecondAccountRequest))]
pub struct Request {
    /// The address of the member whose identity is to open it.
    pub member: String,
    /// The address of the second account.
    pub account: String,
}
