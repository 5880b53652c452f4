//! `POST /api/company/sso-configurations/{configuration}/deactivate`: makes the active configuration a draft.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Makes the active configuration a draft, at once: people set passwords again. Needs a sign-in of the last ten minutes.
#[derive(Debug)]
pub enum DeactivateSsoConfiguration {}

impl Operation for DeactivateSsoConfiguration {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/deactivate";
    const ID: &'static str = "deactivate_sso_configuration";
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DeactivateSsoConfigurationRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// The version that was looked at (`preview_sso_activation`).
    pub version: String,
    /// What stands in the mail to people who set a password: plain text of at most 500 characters, without addresses of pages; empty for nothing.
    #[serde(default)]
    pub notice: String,
}
