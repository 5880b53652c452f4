//! `POST /oauth/token` (RFC 6749 §3.2), and how all endpoints for clients read a form and the `Authorization` header.

use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

use super::oauth_response::OAuthErrorResponse;
use super::responses::no_store;
use crate::app_state::AppState;
use crate::http::context::RequestContext;
use crate::provider::client_auth::authenticate;
use crate::provider::exchange;
use crate::provider::parameters::Parameters;
use crate::provider::{OAuthCode, OAuthError};

/// Reads the form of a request. The media type may have parameters, such as `charset`, and be in any case.
///
/// # Errors
/// [`OAuthCode::InvalidRequest`] where the body is no form, or too long.
pub(super) fn read_form(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Parameters, OAuthError> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    match body {
        Ok(body) if media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") => {
            Ok(Parameters::parse(&body))
        }
        _ => Err(OAuthError::new(
            OAuthCode::InvalidRequest,
            "Send a form: Content-Type application/x-www-form-urlencoded, at most 64 KB.",
        )),
    }
}

/// The `Authorization` header: `Basic` with a client's secret, or `Bearer` with a token. One that is no text becomes the word `unreadable`,
/// which no scheme accepts; `None` would say that there is no header.
pub(super) fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap_or("unreadable"))
}

/// Exchanges a code or a refresh token for tokens.
pub(super) async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, OAuthErrorResponse> {
    let parameters = read_form(&headers, body)?;
    let client = authenticate(
        app.provider(),
        &context.address_key,
        authorization(&headers),
        &parameters,
    )
    .await?;
    let keys = app.provider().keys().await?;
    let answer = match parameters.require("grant_type", "grant_type is missing.")? {
        "authorization_code" => {
            exchange::code(app.provider(), &client, &parameters, &keys, &context.origin).await?
        }
        "refresh_token" => {
            exchange::refresh(app.provider(), &client, &parameters, &keys, &context.origin).await?
        }
        _ => {
            return Err(OAuthError::new(
                OAuthCode::UnsupportedGrantType,
                "grant_type must be authorization_code or refresh_token.",
            )
            .into());
        }
    };
    Ok(no_store(answer).into_response())
}
