//! `POST /api/profile/language`: the language of the person's screens and mails.

use serde::{Deserialize, Serialize};

use crate::{Empty, Language, Method, Operation};

/// Sets the language of the person's screens and mails.
#[derive(Debug)]
pub enum SetLanguage {}

impl Operation for SetLanguage {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/language";
    const ID: &'static str = "set_language";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;
}

/// The choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SetLanguageRequest))]
pub struct Request {
    /// The language; `null`: the browser's.
    pub language: Option<Language>,
}
