//! `POST /api/company/email-domains/{domain}/check`: looks now whether the TXT record of a domain is there.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::domain::EmailDomain;
use crate::{Empty, Method, Operation, operation::fill};

/// Looks for the record now.
#[derive(Debug)]
pub enum CheckEmailDomain {}

impl Operation for CheckEmailDomain {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/email-domains/{domain}/check";
    const ID: &'static str = "check_email_domain";
    type Request = Request;
    type Query = Empty;
    type Response = EmailDomain;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.domain])
    }
}

/// Which domain. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CheckEmailDomainRequest))]
pub struct Request {
    /// Its name. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub domain: String,
}
