//! `GET /api/company/email-domains`: the domains of the company whose admin is signed in.

use serde::{Deserialize, Serialize};

use super::domain::EmailDomain;
use crate::{Method, Operation, Page, PageRequest, SortKey};

/// Answers everybody else with `not_found`.
#[derive(Debug)]
pub enum ListEmailDomains {}

impl Operation for ListEmailDomains {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/email-domains";
    const ID: &'static str = "list_email_domains";
    type Request = Request;
    type Query = PageRequest<EmailDomainSort>;
    type Response = Page<EmailDomain>;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which part of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page.
    #[serde(default)]
    pub query: PageRequest<EmailDomainSort>,
}

/// What domains are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmailDomainSort {
    /// The name.
    #[default]
    Domain,
}

impl SortKey for EmailDomainSort {
    const ALL: &'static [Self] = &[Self::Domain];

    fn as_str(self) -> &'static str {
        match self {
            Self::Domain => "domain",
        }
    }
}
