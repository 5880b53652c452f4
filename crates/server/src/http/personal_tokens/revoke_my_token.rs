//! Handles [`RevokeMyToken`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::personal_tokens::RevokeMyToken;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::personal_tokens::{TokenActor, revoke_own};

/// Ends an access token of the person who is signed in, at once.
#[utoipa::path(
    delete, path = RevokeMyToken::PATH, operation_id = RevokeMyToken::ID, tag = "personal tokens",
    params(("token" = String, Path, description = "Its identifier, not its value")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(token): PathText,
) -> Result<Json<Empty>, ApiError> {
    let actor = TokenActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    revoke_own(&app, actor, &token).await?;
    Ok(Json(Empty {}))
}
