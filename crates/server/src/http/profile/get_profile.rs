//! Handles [`GetProfile`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::profile::get_profile::{GetProfile, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::profile;

/// Everything about the account of the person who is signed in.
#[utoipa::path(
    get, path = GetProfile::PATH, operation_id = GetProfile::ID, tag = "profile",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    Ok(Json(profile::read(&app, &session.account_id).await?))
}
