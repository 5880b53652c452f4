//! Handles [`ForgetBrowser`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::session::ForgetBrowser;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::sign_in::remembered_browser::forget;

/// Forgets one browser that is remembered for the second step of the person who is signed in. Succeeds whether or not there was such a one.
#[utoipa::path(
    delete, path = ForgetBrowser::PATH, operation_id = ForgetBrowser::ID, tag = "session",
    params(("browser" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(id): PathText,
) -> Result<Json<Empty>, ApiError> {
    forget(&app, &session, &id, &context.origin).await?;
    Ok(Json(Empty {}))
}
