//! `GET /api/profile/second-accounts`: the second accounts that have to do with the own account.

use serde::{Deserialize, Serialize};

use super::list_second_accounts::SecondAccount;
use crate::{Empty, Method, Operation};

/// Those that the own identity opens, and the identities that open the own account.
#[derive(Debug)]
pub enum ListOwnSecondAccounts {}

impl Operation for ListOwnSecondAccounts {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/profile/second-accounts";
    const ID: &'static str = "list_own_second_accounts";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// Few: an identity has at most five accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListOwnSecondAccountsResponse))]
pub struct Response {
    /// The second accounts.
    pub items: Vec<SecondAccount>,
}
