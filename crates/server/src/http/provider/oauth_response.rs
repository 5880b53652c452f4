//! Errors of the protocol as HTTP responses (RFC 6749 §5.2). The provider's crate knows no web framework.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::responses::no_store;
use crate::provider::{OAuthCode, OAuthError};

/// An error response to an app.
#[derive(Debug)]
pub(super) struct OAuthErrorResponse(OAuthError);

impl<E: Into<OAuthError>> From<E> for OAuthErrorResponse {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for OAuthErrorResponse {
    /// A client that failed to prove who it is, is told how it could have.
    fn into_response(self) -> Response {
        let Self(error) = self;
        let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = json!({ "error": error.code.as_str(), "error_description": error.description });
        let mut response = (status, no_store(body)).into_response();
        if error.code == OAuthCode::InvalidClient {
            let challenge = HeaderValue::from_static("Basic realm=\"oauth\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = error.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
