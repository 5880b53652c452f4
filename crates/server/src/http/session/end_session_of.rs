//! Handles [`EndSessionOf`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::session::EndSessionOf;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::sign_in::session::{Which, end_own};

/// Ends one session of the person who is signed in. Succeeds whether or not there was such a session.
#[utoipa::path(
    delete, path = EndSessionOf::PATH, operation_id = EndSessionOf::ID, tag = "session",
    params(("session" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(id): PathText,
) -> Result<Json<Empty>, ApiError> {
    end_own(&app, &session, Which::One(&id), &context.origin).await?;
    Ok(Json(Empty {}))
}
