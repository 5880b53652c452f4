//! Handles [`RenamePasskey`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::two_step::rename_passkey::{RenamePasskey, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::two_step::{TwoStepActor, passkeys};

/// Gives a passkey another name.
#[utoipa::path(
    post, path = RenamePasskey::PATH, operation_id = RenamePasskey::ID, tag = "two-step sign-in", request_body = Request,
    params(("passkey" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(passkey): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let actor = TwoStepActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    passkeys::rename(&app, actor, &passkey, &request.name).await?;
    Ok(Json(Empty {}))
}
