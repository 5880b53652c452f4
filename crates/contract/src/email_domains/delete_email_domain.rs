//! `DELETE /api/company/email-domains/{domain}`: takes a domain from the company.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Takes a domain from the company.
#[derive(Debug)]
pub enum DeleteEmailDomain {}

impl Operation for DeleteEmailDomain {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/company/email-domains/{domain}";
    const ID: &'static str = "delete_email_domain";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

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
