//! Handles [`CreateSetUpLink`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::create_set_up_link::{CreateSetUpLink, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::sso_configurations::{Actor, Editor, set_up_links};

/// Makes a link for somebody without an account. It works in one browser, for 7 days.
#[utoipa::path(
    post, path = CreateSetUpLink::PATH, operation_id = CreateSetUpLink::ID, tag = "SSO configurations", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let editor = Editor::signed_in(&session);
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    Ok(Json(
        set_up_links::create(&app, actor, &request, context.language).await?,
    ))
}
