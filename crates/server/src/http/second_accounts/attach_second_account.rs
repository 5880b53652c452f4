//! Handles [`AttachSecondAccount`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::second_accounts::attach_second_account::{AttachSecondAccount, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::second_accounts::attaching::{SecondAccountActor, attach};

/// Asks the owner of an account by mail to let a member's identity open it.
#[utoipa::path(
    post, path = AttachSecondAccount::PATH, operation_id = AttachSecondAccount::ID, tag = "second_accounts",
    request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let admin = SecondAccountActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    attach(&app, admin, &request.member, &request.account).await?;
    Ok(Json(Empty {}))
}
