//! Handles [`GetRecentSignIn`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::session::get_recent_sign_in::{GetRecentSignIn, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::{CurrentSession, require_recent};

/// Whether the person has signed in within the last ten minutes, with the second factor where there is one.
#[utoipa::path(
    get, path = GetRecentSignIn::PATH, operation_id = GetRecentSignIn::ID, tag = "session",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    match require_recent(&app, &session).await {
        Ok(()) => Ok(Json(Response { is_recent: true })),
        Err(error) if error.code == ErrorCode::SignInAgain => Ok(Json(Response { is_recent: false })),
        Err(error) => Err(error),
    }
}
