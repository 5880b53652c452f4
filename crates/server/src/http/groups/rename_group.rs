//! Handles [`RenameGroup`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::rename_group::{RenameGroup, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_groups::{self, GroupAdmin};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Renames a group.
#[utoipa::path(
    post, path = RenameGroup::PATH, operation_id = RenameGroup::ID, tag = "groups", request_body = Request,
    params(
        ("group" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(group): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let actor = GroupAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    access_groups::rename(&app, actor, &group, &request.name).await?;
    Ok(Json(Empty {}))
}
