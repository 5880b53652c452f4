//! Handles [`SetGroupRules`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::set_group_rules::{Request, SetGroupRules};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_groups::{GroupAdmin, rules};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Sets the rules by which the identity provider feeds a group.
#[utoipa::path(
    post, path = SetGroupRules::PATH, operation_id = SetGroupRules::ID, tag = "groups", request_body = Request,
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
    rules::set(&app, actor, &group, &request.rules).await?;
    Ok(Json(Empty {}))
}
