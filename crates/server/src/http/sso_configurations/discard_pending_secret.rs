//! Handles [`DiscardPendingSecret`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::SecretRotation;
use latchkey_contract::sso_configurations::discard_pending_secret::{DiscardPendingSecret, Request};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, Editor, secret_rotation};

/// Erases the new client secret that waits. The present one stays.
#[utoipa::path(
    post, path = DiscardPendingSecret::PATH, operation_id = DiscardPendingSecret::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = SecretRotation), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    // Not by a set-up link: it opens drafts alone.
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<SecretRotation>, ApiError> {
    let editor = Editor::signed_in(&session);
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    Ok(Json(
        secret_rotation::discard(&app, actor, &configuration, &request.version).await?,
    ))
}
