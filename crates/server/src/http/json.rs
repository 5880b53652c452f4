//! JSON bodies in, with the house's errors for everything that is none.

use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use bytes::Bytes;
use latchkey_contract::ErrorCode;
use serde::de::DeserializeOwned;

use super::api_error::ApiError;

/// A body of the documented shape: unknown fields and wrong types are refused.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            return Err(ErrorCode::UnsupportedMediaType.into());
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| body_error(&rejection))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| ErrorCode::MalformedRequest.into())
    }
}

/// What a body that could not be read is called.
pub fn body_error(rejection: &BytesRejection) -> ApiError {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            ErrorCode::PayloadTooLarge.into()
        }
        _ => ErrorCode::MalformedRequest.into(),
    }
}
