//! Queries of addresses, with the house's errors for what is none of the operation's.

use axum::extract::{FromRequestParts, Query as AnyQuery};
use axum::http::request::Parts;
use latchkey_contract::ErrorCode;
use serde::de::DeserializeOwned;

use super::api_error::ApiError;

/// What stands behind the `?`: unknown names, names that stand twice, and values of another type are refused.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match AnyQuery::<T>::from_request_parts(parts, state).await {
            Ok(AnyQuery(query)) => Ok(Self(query)),
            Err(_) => Err(ErrorCode::MalformedRequest.into()),
        }
    }
}
