//! Handles [`ImportGroupMembers`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::import_group_members::{ImportGroupMembers, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::access_groups::{GroupAdmin, import};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// What is taken of a file in Base64.
pub(super) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Adds the people in a .csv or .xlsx file to a group, or says what that would do. Bodies of up to 1 MB.
#[utoipa::path(
    post, path = ImportGroupMembers::PATH, operation_id = ImportGroupMembers::ID, tag = "groups", request_body = Request,
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
    let Request { content, write, .. } = request;
    Ok(Json(import::import(&app, actor, &group, content, write).await?))
}
