//! Handles [`DeleteGroup`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::DeleteGroup;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_groups::{self, GroupAdmin};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// Deletes a group. What people could enter by it alone ends at once, and the apps are told.
#[utoipa::path(
    delete, path = DeleteGroup::PATH, operation_id = DeleteGroup::ID, tag = "groups",
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
) -> Result<Json<Empty>, ApiError> {
    let actor = GroupAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    access_groups::delete(&app, actor, &group).await?;
    Ok(Json(Empty {}))
}
