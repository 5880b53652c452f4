//! Handles [`DeleteSsoConfiguration`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::DeleteSsoConfiguration;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, Editor, changes};

/// Deletes a draft.
#[utoipa::path(
    delete, path = DeleteSsoConfiguration::PATH, operation_id = DeleteSsoConfiguration::ID, tag = "SSO configurations",
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
) -> Result<Json<Empty>, ApiError> {
    // Not by a set-up link.
    let editor = Editor::signed_in(&session);
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    changes::delete(&app, actor, &configuration).await?;
    Ok(Json(Empty {}))
}
