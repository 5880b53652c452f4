//! `POST /api/company/sso-configurations/{configuration}/activate`: makes a configuration the one that people sign in with.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Makes a tested draft the company's active configuration, at once; the one that was active becomes a draft. Needs a sign-in of the last ten minutes.
#[derive(Debug)]
pub enum ActivateSsoConfiguration {}

impl Operation for ActivateSsoConfiguration {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/activate";
    const ID: &'static str = "activate_sso_configuration";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// The configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ActivateSsoConfigurationRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The version that was looked at (`preview_sso_activation`).
    pub version: String,
    /// Whether people are mailed that they sign in by single sign-on from now on.
    #[serde(default)]
    pub tells_people: bool,
    /// What stands in that mail besides: plain text of at most 500 characters, without addresses of pages; empty for nothing.
    #[serde(default)]
    pub notice: String,
}
