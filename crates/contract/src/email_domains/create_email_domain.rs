//! `POST /api/company/email-domains`: claims a domain for the company. It counts when a TXT record has proven it.

use serde::{Deserialize, Serialize};

use super::domain::EmailDomain;
use crate::{Empty, Method, Operation};

/// Claims a domain.
#[derive(Debug)]
pub enum CreateEmailDomain {}

impl Operation for CreateEmailDomain {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/email-domains";
    const ID: &'static str = "create_email_domain";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// The domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateEmailDomainRequest))]
pub struct Request {
    /// In any spelling; an email address, too, of which the domain is taken.
    pub domain: String,
}

/// The claimed domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateEmailDomainResponse))]
pub struct Response {
    /// The domain, with the record that proves it.
    pub domain: EmailDomain,
    /// Whether it was taken out of an email address.
    pub is_from_address: bool,
}
