//! `POST /api/company/sso-configurations/{configuration}/claim-mapping`: saves the third step of the wizard.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::claim_mapping::ClaimMapping;
use crate::{Empty, Method, Operation, operation::fill};

/// Changes what is read from the claims. That of the active configuration cannot change.
#[derive(Debug)]
pub enum UpdateClaimMapping {}

impl Operation for UpdateClaimMapping {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/claim-mapping";
    const ID: &'static str = "update_claim_mapping";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// The mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UpdateClaimMappingRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The `version` that was looked at; with another one nothing is changed.
    pub version: String,
    /// Names of claims, or JSON pointers into them.
    pub mapping: ClaimMapping,
}

/// What it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UpdateClaimMappingResponse))]
pub struct Response {
    /// The version that is stored now.
    pub version: String,
}
