//! Handles [`GetSetUp`].

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use latchkey_contract::sso_configurations::get_set_up::{GetSetUp, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::cookies::Cookie;
use crate::sso_configurations::set_up_links;

/// For whom whoever came by a set-up link sets SSO up; `not_found` in any other browser.
#[utoipa::path(
    get, path = GetSetUp::PATH, operation_id = GetSetUp::ID, tag = "SSO configurations",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(State(app): State<AppState>, headers: HeaderMap) -> Result<Json<Response>, ApiError> {
    let secret = Cookie::SetUp.read(&headers, &app.config.public_url);
    let secret = secret.ok_or(ErrorCode::NotFound)?;
    Ok(Json(set_up_links::of_guest(&app, secret).await?))
}
