//! `GET /api/company/second-accounts`: the second accounts of the company whose admin is signed in, newest first.

use serde::{Deserialize, Serialize};

use crate::security_history::EventSort;
use crate::{Method, Operation, Page, PageRequest};

/// Answers everybody else with `not_found`.
#[derive(Debug)]
pub enum ListSecondAccounts {}

impl Operation for ListSecondAccounts {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/second-accounts";
    const ID: &'static str = "list_second_accounts";
    type Request = Request;
    type Query = PageRequest<EventSort>;
    type Response = Page<SecondAccount>;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page.
    #[serde(default)]
    pub query: PageRequest<EventSort>,
}

/// A second account, with whom it is attached to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondAccount {
    /// Identifier.
    pub id: String,
    /// The address of the member whose identity opens it.
    pub member: String,
    /// Its own address.
    pub account: String,
    /// The address of the admin who asked for it; absent where that account is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attached_by: Option<String>,
    /// When an admin attached it (RFC 3339).
    pub attached_at: String,
    /// When its owner agreed, RFC 3339; absent where that is waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<String>,
}
