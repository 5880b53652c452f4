//! Parameters in a path. Invariant: one that is no text (not UTF-8, or with control characters) is answered 404, like every other
//! name of nothing.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use latchkey_contract::ErrorCode;
use serde::Deserialize;

use super::api_error::ApiError;

/// The open part, percent-decoded, without control characters (no store could look for a NUL).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, FromRequestParts)]
#[from_request(via(Path), rejection(ApiError))]
#[serde(try_from = "String")]
pub struct PathText(pub String);

/// Two open parts, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, FromRequestParts)]
#[from_request(via(Path), rejection(ApiError))]
pub struct TwoPathTexts(pub PathText, pub PathText);

impl TryFrom<String> for PathText {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.contains(char::is_control) {
            true => Err("a control character"),
            false => Ok(Self(text)),
        }
    }
}

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        ErrorCode::NotFound.into()
    }
}
