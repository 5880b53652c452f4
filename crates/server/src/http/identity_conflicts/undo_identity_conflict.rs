//! Handles [`UndoIdentityConflict`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::identity_conflicts::UndoIdentityConflict;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::identity_conflicts::deciding::{ConflictAdmin, undo};

/// Takes the decision about a conflict back; `choice_not_possible` where the conflict says why.
#[utoipa::path(
    delete, path = UndoIdentityConflict::PATH, operation_id = UndoIdentityConflict::ID, tag = "identity_conflicts",
    params(("conflict" = String, Path, description = "Identifier of the conflict")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(conflict): PathText,
) -> Result<Json<Empty>, ApiError> {
    let admin = ConflictAdmin {
        session: &session,
        origin: &context.origin,
    };
    undo(&app, admin, &conflict).await?;
    Ok(Json(Empty {}))
}
