//! `GET /api/company/email-domains/{domain}/deletion`: what taking a domain from the company changes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Tells what taking the domain away would change.
#[derive(Debug)]
pub enum GetEmailDomainDeletion {}

impl Operation for GetEmailDomainDeletion {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/email-domains/{domain}/deletion";
    const ID: &'static str = "get_email_domain_deletion";
    type Request = Request;
    type Query = Empty;
    type Response = EmailDomainDeletion;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.domain])
    }
}

/// Which domain. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its name.
    pub domain: String,
}

/// What taking the domain away would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailDomainDeletion {
    /// How many of the company's people have an address in it; they stay the company's.
    pub people: u32,
    /// Whether people of the domain sign in by SSO now: it is proven, and SSO is active.
    pub is_federated: bool,
    /// Whether it cannot be taken away: it is the last proven domain, and SSO is active.
    pub is_needed: bool,
    /// How many people have no password then, and are mailed a link that sets one.
    #[serde(default)]
    pub mailed: u32,
}
