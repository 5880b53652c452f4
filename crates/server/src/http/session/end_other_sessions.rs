//! Handles [`EndOtherSessions`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::session::end_other_sessions::{EndOtherSessions, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::sign_in::session::{Which, end_own};

/// Ends all sessions of the person who is signed in but this one.
#[utoipa::path(
    delete, path = EndOtherSessions::PATH, operation_id = EndOtherSessions::ID, tag = "session",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let ended = end_own(&app, &session, Which::Others, &context.origin).await?;
    Ok(Json(Response { ended }))
}
