//! Handles [`GetTwoStep`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::two_step::get_two_step::{GetTwoStep, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::two_step::read;

/// What the person who is signed in has as a second factor.
#[utoipa::path(
    get, path = GetTwoStep::PATH, operation_id = GetTwoStep::ID, tag = "two-step sign-in",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    Ok(Json(read(&app, &session.account_id).await?))
}
