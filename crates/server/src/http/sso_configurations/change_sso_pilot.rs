//! Handles [`ChangeSsoPilot`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::SsoPilot;
use latchkey_contract::sso_configurations::change_sso_pilot::{ChangeSsoPilot, Request};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, Editor, pilot};

/// Adds people to the list of a pilot, and takes people out of it, which counts at once.
#[utoipa::path(
    post, path = ChangeSsoPilot::PATH, operation_id = ChangeSsoPilot::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = SsoPilot), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    // Not by a set-up link.
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<SsoPilot>, ApiError> {
    let editor = Editor::signed_in(&session);
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    let changed = pilot::change(&app, actor, &configuration, &request.add, &request.remove).await?;
    Ok(Json(changed))
}
