//! Handles [`DecideIdentityConflict`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::identity_conflicts::decide_identity_conflict::{DecideIdentityConflict, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::identity_conflicts::deciding::{ConflictAdmin, decide};

/// Decides a conflict; `changed_meanwhile` where it was decided already or would do something else than was shown, `choice_not_possible` where the conflict
/// says why.
#[utoipa::path(
    post, path = DecideIdentityConflict::PATH, operation_id = DecideIdentityConflict::ID, tag = "identity_conflicts",
    params(("conflict" = String, Path, description = "Identifier of the conflict")), request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(conflict): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let admin = ConflictAdmin {
        session: &session,
        origin: &context.origin,
    };
    decide(&app, admin, &conflict, request.choice, &request.version).await?;
    Ok(Json(Empty {}))
}
