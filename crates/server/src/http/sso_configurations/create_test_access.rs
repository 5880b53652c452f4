//! Handles [`CreateTestAccess`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::TestAccess;
use latchkey_contract::sso_configurations::create_test_access::{CreateTestAccess, Request};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, Editor, test_access};

/// Makes a new Test Link and Test Email Domain; earlier ones stop working.
#[utoipa::path(
    post, path = CreateTestAccess::PATH, operation_id = CreateTestAccess::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = TestAccess), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
    JsonBody(_): JsonBody<Request>,
) -> Result<Json<TestAccess>, ApiError> {
    // Not by a set-up link.
    let editor = Editor::signed_in(&session);
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    Ok(Json(test_access::create(&app, actor, &configuration).await?))
}
