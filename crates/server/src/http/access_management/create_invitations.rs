//! Handles [`CreateInvitations`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::create_invitations::{CreateInvitations, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use super::shown_invitee;
use crate::access_management::invitations::{Inviting, invite};
use crate::app_settings::Asker;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Invites people by mail, and says what became of each address. Sent twice, it sends nothing twice.
#[utoipa::path(
    post, path = CreateInvitations::PATH, operation_id = CreateInvitations::ID, tag = "access management",
    params(("environment" = String, Path, description = "Its identifier")), request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(environment): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let inviting = Inviting {
        environment_id: &environment,
        emails: &request.emails,
        roles: &request.roles,
        language: context.language,
    };
    let checked = invite(&app, asker, inviting).await?;
    Ok(Json(Response {
        items: checked.into_iter().map(shown_invitee).collect(),
    }))
}
