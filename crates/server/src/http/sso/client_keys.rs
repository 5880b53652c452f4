//! `GET /sso/keys/{company}`: the public keys with which the platform proves to a company's identity provider who it is (RFC 7517 §5). Read by
//! servers. A company that is not there has none.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::path_text::PathText;
use crate::sso_configurations::client_keys::published;

/// The route.
pub const ROUTE: &str = "/sso/keys/{company}";

/// For ten minutes: a sixth of the time for which a new key is published before it is used.
const CACHED: (header::HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=600");
const JWK_SET: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/jwk-set+json");

/// The keys.
pub async fn handle(State(app): State<AppState>, PathText(company): PathText) -> Result<Response, ApiError> {
    let keys = published(&app, &company).await?;
    Ok(([CACHED, JWK_SET], Json(json!({ "keys": keys }))).into_response())
}
