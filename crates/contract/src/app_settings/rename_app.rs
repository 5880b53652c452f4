//! `POST /api/apps/{app}/name`: renames an app. Its slug stays.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Renames an app.
#[derive(Debug)]
pub enum RenameApp {}

impl Operation for RenameApp {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/apps/{app}/name";
    const ID: &'static str = "rename_app";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.app])
    }
}

/// The new name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RenameAppRequest))]
pub struct Request {
    /// The app's slug. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub app: String,
    /// The name that it had when whoever renames it looked; with another one nothing is changed.
    pub present_name: String,
    /// At most 100 characters.
    pub name: String,
}
