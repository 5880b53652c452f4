//! Handles [`GetSsoConfiguration`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::{GetSsoConfiguration, SsoConfiguration};
use latchkey_contract::{ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::path_text::PathText;
use crate::sso_configurations::reading;

/// A configuration, without its secret.
#[utoipa::path(
    get, path = GetSsoConfiguration::PATH, operation_id = GetSsoConfiguration::ID, tag = "SSO configurations",
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = SsoConfiguration), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentEditor(editor): CurrentEditor,
    PathText(configuration): PathText,
) -> Result<Json<SsoConfiguration>, ApiError> {
    Ok(Json(reading::read(&app, &editor, &configuration).await?))
}
