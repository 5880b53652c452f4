//! Handles [`AcceptAccessRequest`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::accept_access_request::{AcceptAccessRequest, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_management::requests;
use crate::app_settings::Asker;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::{PathText, TwoPathTexts};

/// Gives access to somebody who asked for it.
#[utoipa::path(
    post, path = AcceptAccessRequest::PATH, operation_id = AcceptAccessRequest::ID, tag = "access management",
    request_body = Request,
    params(
        ("environment" = String, Path, description = "Its identifier"),
        ("request" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(id)): TwoPathTexts,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    requests::accept(&app, asker, &environment, &id, &request.roles).await?;
    Ok(Json(Empty {}))
}
