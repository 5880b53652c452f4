//! Handles [`GetSsoPilot`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::SsoPilot;
use latchkey_contract::sso_configurations::get_sso_pilot::GetSsoPilot;
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;

use crate::http::current_session::CurrentSession;

use crate::http::path_text::PathText;
use crate::sso_configurations::{Editor, pilot};

/// Shows the pilot of a configuration: who is on the list, and whether it has begun. For admins of the company alone.
#[utoipa::path(
    get, path = GetSsoPilot::PATH, operation_id = GetSsoPilot::ID, tag = "SSO configurations",
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = SsoPilot), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,

    // Not by a set-up link.
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
) -> Result<Json<SsoPilot>, ApiError> {
    let editor = Editor::signed_in(&session);
    Ok(Json(pilot::read(&app, &editor, &configuration).await?))
}
