//! `GET /api/company/tokens`: the access tokens of a company's people, for its admins.

use serde::{Deserialize, Serialize};

use super::token::{TokenScope, TokenState};
use crate::{Cursor, Method, Operation, Page, PageRequest, Sort, SortKey};

/// Answers everybody but the admins of a company with `not_found`.
#[derive(Debug)]
pub enum ListCompanyTokens {}

impl Operation for ListCompanyTokens {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/tokens";
    const ID: &'static str = "list_company_tokens";
    type Request = Request;
    type Query = CompanyTokenQuery;
    type Response = Page<CompanyToken>;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page; what is searched for is the beginning of a token's name or of its owner's address.
    #[serde(default)]
    pub query: CompanyTokenQuery,
}

/// A page of the list, and its filter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyTokenQuery {
    /// Greatest number of items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Cursor of the page before, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// Search text, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Order of the items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort<CompanyTokenSort>>,
    /// Whether the owner is a service account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account: Option<bool>,
}

impl CompanyTokenQuery {
    /// The page without the filter.
    pub fn page(&self) -> PageRequest<CompanyTokenSort> {
        PageRequest {
            limit: self.limit,
            after: self.after.clone(),
            search: self.search.clone(),
            sort: self.sort,
        }
    }
}

impl From<PageRequest<CompanyTokenSort>> for CompanyTokenQuery {
    fn from(page: PageRequest<CompanyTokenSort>) -> Self {
        Self {
            limit: page.limit,
            after: page.after,
            search: page.search,
            sort: page.sort,
            service_account: None,
        }
    }
}

/// What the tokens of a company are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CompanyTokenSort {
    /// The owner's address.
    #[default]
    Owner,
    /// What the owner calls it.
    Name,
}

impl SortKey for CompanyTokenSort {
    const ALL: &'static [Self] = &[Self::Owner, Self::Name];

    fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Name => "name",
        }
    }
}

/// A token of somebody of the company, which nobody has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompanyToken {
    /// Identifier; opens nothing.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Email address of its owner.
    pub owner_email: String,
    /// Given name of its owner, maybe empty.
    pub owner_first_name: String,
    /// Family name of its owner, maybe empty.
    pub owner_last_name: String,
    /// Whether its owner is a service account.
    #[serde(default)]
    pub owner_service_account: bool,
    /// The scopes of the token.
    pub scopes: Vec<TokenScope>,
    /// Its state.
    pub state: TokenState,
    /// Since when it is there, RFC 3339, UTC.
    pub created_at: String,
    /// When it ends, RFC 3339, UTC.
    pub expires_at: String,
    /// When it was last used, to the hour, RFC 3339, UTC; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
}
