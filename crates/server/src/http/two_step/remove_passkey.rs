//! Handles [`RemovePasskey`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::two_step::RemovePasskey;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::two_step::TwoStepActor;
use crate::two_step::passkeys::add::remove;

/// Takes a passkey away; with the last factor the recovery codes go. Needs a sign-in of the last ten minutes, with the second factor.
#[utoipa::path(
    delete, path = RemovePasskey::PATH, operation_id = RemovePasskey::ID, tag = "two-step sign-in",
    params(("passkey" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(passkey): PathText,
) -> Result<Json<Empty>, ApiError> {
    let actor = TwoStepActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    remove(&app, actor, &passkey).await?;
    Ok(Json(Empty {}))
}
