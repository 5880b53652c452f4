//! Handles [`GetAppDeletion`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::{Deletion, GetAppDeletion};
use latchkey_contract::{ErrorBody, Operation as _};

use super::shown_deletion;
use crate::app_settings::delete;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// What deleting the app would end.
#[utoipa::path(
    get, path = GetAppDeletion::PATH, operation_id = GetAppDeletion::ID, tag = "app settings",
    params(("app" = String, Path, description = "Its slug")),
    responses((status = 200, body = Deletion), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(which): PathText,
) -> Result<Json<Deletion>, ApiError> {
    let impact = delete::impact_of_app(&app, &session.account_id, &which).await?;
    Ok(Json(shown_deletion(impact)))
}
