//! Handles [`ExtendSsoTest`].

use axum::Json;
use axum::extract::Path;
use axum::extract::State;
use latchkey_contract::sso_configurations::TestRun;
use latchkey_contract::sso_configurations::extend_sso_test::{ExtendSsoTest, Request};
use latchkey_contract::{ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::json::JsonBody;
use crate::sso_configurations::test_run;

/// Gives a test run one more minute, once.
#[utoipa::path(
    post, path = ExtendSsoTest::PATH, operation_id = ExtendSsoTest::ID, tag = "SSO configurations", request_body = Request,
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
    JsonBody(_): JsonBody<Request>,
) -> Result<Json<TestRun>, ApiError> {
    Ok(Json(test_run::extend(&app, &editor, &configuration, &run).await?))
}
