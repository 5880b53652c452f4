//! Handles [`DeleteApp`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::DeleteApp;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_settings::{Asker, delete};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// Deletes an app with all its environments. Its tokens, consents and secrets end at once, its slug is never given again.
#[utoipa::path(
    delete, path = DeleteApp::PATH, operation_id = DeleteApp::ID, tag = "app settings",
    params(("app" = String, Path, description = "Its slug")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(which): PathText,
) -> Result<Json<Empty>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    delete::app(&app, asker, &which).await?;
    Ok(Json(Empty {}))
}
