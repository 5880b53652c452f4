//! Handles [`UpdateProfile`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::profile::update_profile::{Request, UpdateProfile};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::profile;

/// Changes the names.
#[utoipa::path(
    post, path = UpdateProfile::PATH, operation_id = UpdateProfile::ID, tag = "profile", request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let Request {
        first_name,
        last_name,
    } = request;
    profile::rename(
        &app,
        &session.account_id,
        &first_name,
        &last_name,
        &context.origin,
    )
    .await?;
    Ok(Json(Empty {}))
}
