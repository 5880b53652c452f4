//! Handles [`CheckSsoConfiguration`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::CheckReport;
use latchkey_contract::sso_configurations::check_sso_configuration::{CheckSsoConfiguration, Request};
use latchkey_contract::{ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::preflight;

/// One of the checks before the test.
#[utoipa::path(
    post, path = CheckSsoConfiguration::PATH, operation_id = CheckSsoConfiguration::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = CheckReport), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentEditor(editor): CurrentEditor,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<CheckReport>, ApiError> {
    Ok(Json(
        preflight::check(&app, &editor, &configuration, request.check).await?,
    ))
}
