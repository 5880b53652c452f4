//! `POST /api/company/sso-configurations/{configuration}/duplicate`: makes a draft of what a configuration is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Makes a draft with the same settings, its client secret included.
#[derive(Debug)]
pub enum DuplicateSsoConfiguration {}

impl Operation for DuplicateSsoConfiguration {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/duplicate";
    const ID: &'static str = "duplicate_sso_configuration";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// The configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DuplicateSsoConfigurationRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// What the draft is called.
    pub name: String,
}

/// The draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DuplicateSsoConfigurationResponse))]
pub struct Response {
    /// Its identifier.
    pub id: String,
}
