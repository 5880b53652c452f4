//! Handles [`GetEnvironmentDeletion`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::{Deletion, GetEnvironmentDeletion};
use latchkey_contract::{ErrorBody, Operation as _};

use super::shown_deletion;
use crate::app_settings::delete;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// What deleting the environment would end.
#[utoipa::path(
    get, path = GetEnvironmentDeletion::PATH, operation_id = GetEnvironmentDeletion::ID, tag = "app settings",
    params(("environment" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Deletion), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(which): PathText,
) -> Result<Json<Deletion>, ApiError> {
    let impact = delete::impact_of_environment(&app, &session.account_id, &which).await?;
    Ok(Json(shown_deletion(impact)))
}
