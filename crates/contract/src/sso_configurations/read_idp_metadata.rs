//! `POST /api/company/idp-metadata`: what an identity provider publishes about itself.

use serde::{Deserialize, Serialize};

use super::MetadataReport;
use crate::{Empty, Method, Operation};

/// Reads the metadata that an identity provider publishes and judges whether it can be worked with. Nothing is stored.
#[derive(Debug)]
pub enum ReadIdpMetadata {}

impl Operation for ReadIdpMetadata {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/idp-metadata";
    const ID: &'static str = "read_idp_metadata";
    type Request = Request;
    type Query = Empty;
    type Response = MetadataReport;
}

/// The address to read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ReadIdpMetadataRequest))]
pub struct Request {
    /// The issuer or its well-known URL, as it was typed.
    pub endpoint_url: String,
}
