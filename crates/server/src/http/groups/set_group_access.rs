//! Handles [`SetGroupAccess`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::set_group_access::{Request, SetGroupAccess};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_groups::{GroupAdmin, access};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Lets a group into an environment of an app of the company, or changes its roles there.
#[utoipa::path(
    post, path = SetGroupAccess::PATH, operation_id = SetGroupAccess::ID, tag = "groups", request_body = Request,
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
    access::set(&app, actor, &group, &request.environment, &request.roles).await?;
    Ok(Json(Empty {}))
}
