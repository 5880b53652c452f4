//! The part of a path that a route leaves open. Invariant: what is no text names nothing here, and so is not found, like
//! everything else that does not exist; axum's own answer would be in another shape.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use latchkey_contract::ErrorCode;

use super::api_error::ApiError;

/// The open part, percent-decoded, without control characters (no store could look for a NUL).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathText(pub String);

impl<S: Send + Sync> FromRequestParts<S> for PathText {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(text)) if !text.contains(char::is_control) => Ok(Self(text)),
            _ => Err(ErrorCode::NotFound.into()),
        }
    }
}
