//! Handles [`GetRecoveryCodes`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::get_recovery_codes::{GetRecoveryCodes, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::sso_configurations::recovery_codes;

/// Whether the company has recovery codes, and how many are left. The codes themselves are shown once, when they are made.
#[utoipa::path(
    get, path = GetRecoveryCodes::PATH, operation_id = GetRecoveryCodes::ID, tag = "SSO configurations",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let codes = recovery_codes::read(&app, &session).await?;
    Ok(Json(codes))
}
