//! Handles [`SetLanguage`].

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse};
use latchkey_contract::profile::set_language::{Request, SetLanguage};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::cookies::Cookie;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::profile;

/// Sets the language of the person's screens and mails. The browser remembers it for the screens before a sign-in.
#[utoipa::path(
    post, path = SetLanguage::PATH, operation_id = SetLanguage::ID, tag = "profile", request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<impl IntoResponse, ApiError> {
    profile::set_language(&app, &session.account_id, request.language).await?;
    let url = &app.config.public_url;
    let cookie = match request.language {
        Some(language) => Cookie::Language.set(language.tag(), url),
        None => Cookie::Language.remove(url),
    };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(Empty {})))
}
