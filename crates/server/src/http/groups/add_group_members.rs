//! Handles [`AddGroupMembers`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::add_group_members::{AddGroupMembers, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::access_groups::{GroupAdmin, members};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Adds people of the company to a group by their addresses, and says what came of each.
#[utoipa::path(
    post, path = AddGroupMembers::PATH, operation_id = AddGroupMembers::ID, tag = "groups", request_body = Request,
    params(
        ("group" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(group): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let actor = GroupAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let outcomes = members::add(&app, actor, &group, &request.addresses).await?;
    Ok(Json(Response { outcomes }))
}
