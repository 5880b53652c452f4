//! Handles [`GetSecretRotation`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::GetSecretRotation;
use latchkey_contract::sso_configurations::SecretRotation;
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Editor, secret_rotation};

/// How far the rotation of the client secret of the active configuration is.
#[utoipa::path(
    get, path = GetSecretRotation::PATH, operation_id = GetSecretRotation::ID, tag = "SSO configurations",
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = SecretRotation), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    // Not by a set-up link: it opens drafts alone.
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
) -> Result<Json<SecretRotation>, ApiError> {
    let editor = Editor::signed_in(&session);
    Ok(Json(secret_rotation::read(&app, &editor, &configuration).await?))
}
