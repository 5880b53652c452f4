//! Queries of operations, refused in the shape of all our errors.

use axum::extract::FromRequestParts;
use axum::extract::rejection::QueryRejection;
use latchkey_contract::ErrorCode;

use super::api_error::ApiError;

/// What stands behind the `?`: unknown names, names that stand twice, and values of another type are refused.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
pub struct Query<T>(pub T);

impl From<QueryRejection> for ApiError {
    fn from(_: QueryRejection) -> Self {
        ErrorCode::MalformedRequest.into()
    }
}
