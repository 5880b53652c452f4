//! Handles [`GetSsoTest`].

use axum::Json;
use axum::extract::Path;
use axum::extract::State;
use latchkey_contract::sso_configurations::{GetSsoTest, TestRun};
use latchkey_contract::{ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::sso_configurations::test_run;

/// How far a test run is.
#[utoipa::path(
    get, path = GetSsoTest::PATH, operation_id = GetSsoTest::ID, tag = "SSO configurations",
    params(
        ("configuration" = String, Path, description = "Its identifier"),
        ("run" = String, Path, description = "The run's identifier"),
    ),
    responses((status = 200, body = TestRun), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentEditor(editor): CurrentEditor,
    Path((configuration, run)): Path<(String, String)>,
) -> Result<Json<TestRun>, ApiError> {
    Ok(Json(test_run::read(&app, &editor, &configuration, &run).await?))
}
