//! Handles [`DeclineMyInvitation`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::apps::DeclineMyInvitation;
use latchkey_contract::{Empty, ErrorBody, ErrorCode, Operation as _};

use crate::access_management::acceptance;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// Declines an invitation to the address of the person who is signed in.
#[utoipa::path(
    delete, path = DeclineMyInvitation::PATH, operation_id = DeclineMyInvitation::ID, tag = "apps",
    params(("invitation" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(invitation): PathText,
) -> Result<Json<Empty>, ApiError> {
    match acceptance::decline(&app, &invitation, &session, &context.origin).await? {
        Ok(()) => Ok(Json(Empty {})),
        Err(_) => Err(ErrorCode::NotFound.into()),
    }
}
