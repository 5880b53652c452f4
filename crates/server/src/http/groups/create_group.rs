//! Handles [`CreateGroup`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::create_group::{CreateGroup, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::access_groups::{self, GroupAdmin};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;

/// Makes a group of the company whose admin is signed in; nobody is in it yet.
#[utoipa::path(
    post, path = CreateGroup::PATH, operation_id = CreateGroup::ID, tag = "groups", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let actor = GroupAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let id = access_groups::create(&app, actor, &request.name).await?;
    Ok(Json(Response { id }))
}
