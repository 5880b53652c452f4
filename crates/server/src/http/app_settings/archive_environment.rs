//! Handles [`ArchiveEnvironment`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::ArchiveEnvironment;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_settings::{Asker, archive};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// Archives an environment: its tokens end at once, and its app is told. One that is archived already stays so.
#[utoipa::path(
    post, path = ArchiveEnvironment::PATH, operation_id = ArchiveEnvironment::ID, tag = "app settings",
    params(("environment" = String, Path, description = "Its identifier")),
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
    archive::archive(&app, asker, &which).await?;
    Ok(Json(Empty {}))
}
