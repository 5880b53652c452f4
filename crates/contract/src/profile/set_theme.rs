//! `POST /api/profile/theme`: light or dark screens, in this browser.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, Theme};

/// Sets light or dark screens, in this browser.
#[derive(Debug)]
pub enum SetTheme {}

impl Operation for SetTheme {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/theme";
    const ID: &'static str = "set_theme";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;
}

/// The choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SetThemeRequest))]
pub struct Request {
    /// The theme.
    pub theme: Theme,
}
