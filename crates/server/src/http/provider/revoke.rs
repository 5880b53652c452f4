//! `POST /oauth/revoke` (RFC 7009). A refresh token takes its whole family with it; unknown tokens are answered alike.

use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

use super::oauth_response::OAuthErrorResponse;
use super::token::{authorization, read_form};
use crate::app_state::AppState;
use crate::http::context::RequestContext;
use crate::provider::client_auth::authenticate;
use crate::provider::tokens::{revocable, revoke};

/// Revokes a token of the client that authenticates.
pub(super) async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, OAuthErrorResponse> {
    let parameters = read_form(&headers, body)?;
    let token = parameters.require("token", "token is missing.")?;
    let client = authenticate(
        app.provider(),
        &context.address_key,
        authorization(&headers),
        &parameters,
    )
    .await?;
    let (key, now) = (&app.secret_key, app.clock.now_ms());
    // Read first: whoever sends what is nothing (any more) is not in the way of those who write.
    let revocable = revocable(&mut *app.store.read().await?, &client, token, key, now).await?;
    if let Some(revocable) = revocable {
        let mut transaction = app.store.begin().await?;
        revoke(&mut transaction, &revocable, now).await?;
        transaction.commit().await?;
    }
    Ok(StatusCode::OK.into_response())
}
