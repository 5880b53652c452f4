//! Handles [`RevokeAuthorizedApp`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::apps::RevokeAuthorizedApp;
use latchkey_contract::{Empty, ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::profile::authorized_apps::revoke;

/// Takes back what the person who is signed in has agreed that an environment may know; its tokens end at once.
#[utoipa::path(
    delete, path = RevokeAuthorizedApp::PATH, operation_id = RevokeAuthorizedApp::ID, tag = "apps",
    params(("environment" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(environment): PathText,
) -> Result<Json<Empty>, ApiError> {
    if revoke(&app, &session, &environment, &context.origin).await? {
        Ok(Json(Empty {}))
    } else {
        Err(ErrorCode::NotFound.into())
    }
}
