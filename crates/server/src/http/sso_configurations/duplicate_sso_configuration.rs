//! Handles [`DuplicateSsoConfiguration`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::duplicate_sso_configuration::{
    DuplicateSsoConfiguration, Request, Response,
};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, Editor, changes};

/// Makes a draft of what a configuration is.
#[utoipa::path(
    post, path = DuplicateSsoConfiguration::PATH, operation_id = DuplicateSsoConfiguration::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    // Not by a set-up link.
    let editor = Editor::signed_in(&session);
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    let id = changes::duplicate(&app, actor, &configuration, &request.name).await?;
    Ok(Json(Response { id }))
}
