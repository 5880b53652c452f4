//! Handles [`AcceptMyInvitation`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::apps::AcceptMyInvitation;
use latchkey_contract::{Empty, ErrorBody, ErrorCode, Operation as _};

use crate::access_management::acceptance;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// Accepts an invitation to the address of the person who is signed in.
#[utoipa::path(
    post, path = AcceptMyInvitation::PATH, operation_id = AcceptMyInvitation::ID, tag = "apps",
    params(("invitation" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(invitation): PathText,
) -> Result<Json<Empty>, ApiError> {
    match acceptance::accept(&app, &invitation, None, &session, &context.origin).await? {
        Ok(_) => Ok(Json(Empty {})),
        Err(_) => Err(ErrorCode::NotFound.into()),
    }
}
