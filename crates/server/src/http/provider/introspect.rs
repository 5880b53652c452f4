//! `POST /oauth/introspect` (RFC 7662), for confidential clients and the tokens of their app. Everything else is "not active".

use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

use super::oauth_response::OAuthErrorResponse;
use super::responses::no_store;
use super::token::{authorization, read_form};
use crate::app_state::AppState;
use crate::http::context::RequestContext;
use crate::provider::client_auth::authenticate;
use crate::provider::tokens::introspect;
use crate::provider::{OAuthCode, OAuthError};

/// Describes a token to the client that authenticates.
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
    if client.secrets.is_public() {
        return Err(OAuthError::new(
            OAuthCode::UnauthorizedClient,
            "Only clients with a secret may ask about tokens.",
        )
        .into());
    }
    let token = parameters.require("token", "token is missing.")?;
    let issuer = app.config.public_url.origin();
    let mut connection = app.store.read().await?;
    let answer = introspect(
        &mut connection,
        &client,
        token,
        &app.secret_key,
        issuer,
        app.clock.now_ms(),
    )
    .await?;
    Ok(no_store(answer).into_response())
}
