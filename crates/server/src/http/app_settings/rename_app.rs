//! Handles [`RenameApp`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::rename_app::{RenameApp, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_settings::{Asker, rename};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Renames an app. Its slug stays.
#[utoipa::path(
    post, path = RenameApp::PATH, operation_id = RenameApp::ID, tag = "app settings", request_body = Request,
    params(("app" = String, Path, description = "Its slug")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(slug): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    rename(&app, asker, &slug, &request.present_name, &request.name).await?;
    Ok(Json(Empty {}))
}
