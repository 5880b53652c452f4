//! Forms that browsers post without a script, refused in the shape of all our errors.

use axum::Form;
use axum::extract::FromRequest;
use axum::extract::rejection::FormRejection;
use latchkey_contract::ErrorCode;

use super::api_error::ApiError;

/// A body in `application/x-www-form-urlencoded`. `T` is `#[serde(default)]`, so that a missing field is an empty one: what is
/// wrong with it is then said beside the field. A field that is sent twice is refused.
#[derive(FromRequest)]
#[from_request(via(Form), rejection(ApiError))]
pub struct FormBody<T>(pub T);

impl From<FormRejection> for ApiError {
    fn from(rejection: FormRejection) -> Self {
        match rejection {
            FormRejection::InvalidFormContentType(_) => ErrorCode::UnsupportedMediaType.into(),
            FormRejection::BytesRejection(rejection) => rejection.into(),
            _ => ErrorCode::MalformedRequest.into(),
        }
    }
}
