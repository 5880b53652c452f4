//! Handles [`GetSecondFactorRule`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::company::{GetSecondFactorRule, SecondFactorRule};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::two_step::rule::read;

/// What the company asks of its people who sign in by password; `not_found` for everybody but its admins.
#[utoipa::path(
    get, path = GetSecondFactorRule::PATH, operation_id = GetSecondFactorRule::ID, tag = "company",
    responses((status = 200, body = SecondFactorRule), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<SecondFactorRule>, ApiError> {
    Ok(Json(read(&app, &session.account_id).await?))
}
