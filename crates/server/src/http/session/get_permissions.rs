//! Handles [`GetPermissions`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::session::get_permissions::{GetPermissions, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_settings;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;

/// Which areas of the portal the person who is signed in may enter.
#[utoipa::path(
    get, path = GetPermissions::PATH, operation_id = GetPermissions::ID, tag = "session",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    Ok(Json(app_settings::permissions(&app, &session.account_id).await?))
}
