//! Handles [`UpdateMember`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::members::update_member::{Request, UpdateMember};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::members::change::{MemberAdmin, update};

/// Deactivates or reactivates somebody of the company, or makes the person an admin of it or no longer; `last_company_admin` where the
/// company would have no active admin any more.
#[utoipa::path(
    post, path = UpdateMember::PATH, operation_id = UpdateMember::ID, tag = "members",
    params(("account" = String, Path, description = "Identifier of the account")), request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(account): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let admin = MemberAdmin {
        session: &session,
        origin: &context.origin,
        means_own_account: request.own_account,
        language: context.language,
    };
    update(&app, admin, &account, request.change).await?;
    Ok(Json(Empty {}))
}
