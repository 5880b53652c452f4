//! Handles [`PreviewGroupRules`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::preview_group_rules::{PreviewGroupRules, Response};
use latchkey_contract::groups::set_group_rules::Request;
use latchkey_contract::{ErrorBody, Operation as _};

use crate::access_groups::rule_preview;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Whom rules would add to a group and take out of it. Changes nothing.
#[utoipa::path(
    post, path = PreviewGroupRules::PATH, operation_id = PreviewGroupRules::ID, tag = "groups", request_body = Request,
    params(
        ("group" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(group): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let preview = rule_preview::preview(&app, &session.account_id, &group, &request.rules).await?;
    Ok(Json(preview))
}
