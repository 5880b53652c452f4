//! `PUT /oauth/roles`: an app publishes the roles that it has. No page of a browser calls this.

use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::json;

use super::oauth_response::OAuthErrorResponse;
use super::responses::no_store;
use super::token::authorization;
use crate::app_state::AppState;
use crate::http::context::RequestContext;
use crate::provider::roles::publish;
use crate::provider::{OAuthCode, OAuthError};

/// Replaces the roles that the environment publishes.
pub(super) async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, OAuthErrorResponse> {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let body = match body {
        Ok(body) if media_type.eq_ignore_ascii_case("application/json") => body,
        _ => {
            return Err(OAuthError::new(
                OAuthCode::InvalidRequest,
                "Send JSON: Content-Type application/json, at most 64 KB.",
            )
            .into());
        }
    };
    let roles = publish(
        app.provider(),
        &context.address_key,
        authorization(&headers),
        &body,
        &context.origin,
    )
    .await?;
    Ok(no_store(json!({ "roles": roles })).into_response())
}
