//! JSON bodies, refused in the shape of all our errors.

use axum::Json;
use axum::extract::FromRequest;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, JsonRejection};
use latchkey_contract::ErrorCode;

use super::api_error::ApiError;

/// A JSON body of type `T`.
#[derive(Debug, FromRequest)]
#[from_request(via(Json), rejection(ApiError))]
pub struct JsonBody<T>(pub T);

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => ErrorCode::UnsupportedMediaType.into(),
            JsonRejection::BytesRejection(rejection) => rejection.into(),
            _ => ErrorCode::MalformedRequest.into(),
        }
    }
}

impl From<BytesRejection> for ApiError {
    /// A body of any kind that could not be read to its end.
    fn from(rejection: BytesRejection) -> Self {
        match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                ErrorCode::PayloadTooLarge.into()
            }
            _ => ErrorCode::MalformedRequest.into(),
        }
    }
}
