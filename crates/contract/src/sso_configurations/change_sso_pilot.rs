//! `POST /api/company/sso-configurations/{configuration}/pilot`: adds people to the list of a pilot, and takes people out of it, which counts at once.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Adds people to the list of a pilot, and takes people out of it, which counts at once.
#[derive(Debug)]
pub enum ChangeSsoPilot {}

impl Operation for ChangeSsoPilot {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/pilot";
    const ID: &'static str = "change_sso_pilot";
    type Request = Request;
    type Query = Empty;
    type Response = super::SsoPilot;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// Which one, and what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ChangeSsoPilotRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
    /// Addresses with commas, semicolons, tabs or line breaks between them, each alone or behind a name. At most 1000.
    #[serde(default)]
    pub add: String,
    /// Addresses to take out.
    #[serde(default)]
    pub remove: Vec<String>,
}
