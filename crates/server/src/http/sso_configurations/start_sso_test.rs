//! Handles [`StartSsoTest`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::start_sso_test::{Request, Response, StartSsoTest};
use latchkey_contract::{ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, test_run};

/// Begins a test run.
#[utoipa::path(
    post, path = StartSsoTest::PATH, operation_id = StartSsoTest::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentEditor(editor): CurrentEditor,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    let wanted = test_run::RunWanted {
        as_someone_else: request.as_someone_else,
        with_pending_secret: request.with_pending_secret,
    };
    let run = test_run::start(&app, actor, &configuration, wanted).await?;
    let open = format!("/sso/test/{}", run.id);
    Ok(Json(Response { run, open }))
}
