//! Handles [`SetTheme`].

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse};
use latchkey_contract::profile::set_theme::{Request, SetTheme};
use latchkey_contract::{Empty, ErrorBody, Operation as _, Theme};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::cookies::Cookie;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;

/// Sets whether screens are light or dark. This browser remembers it, whoever is signed in.
#[utoipa::path(
    post, path = SetTheme::PATH, operation_id = SetTheme::ID, tag = "profile", request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(_): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<impl IntoResponse, ApiError> {
    let url = &app.config.public_url;
    let cookie = match request.theme {
        Theme::System => Cookie::Theme.remove(url),
        theme => Cookie::Theme.set(theme.as_str(), url),
    };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(Empty {})))
}
