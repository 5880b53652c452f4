//! Handles [`RemindOfSecondFactor`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::company::RemindOfSecondFactor;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::two_step::TwoStepActor;
use crate::two_step::reminders::ask;

/// Mails everybody who has no second factor although the company requires one, once a day at most; `not_found` for everybody but admins of such a
/// company.
#[utoipa::path(
    post, path = RemindOfSecondFactor::PATH, operation_id = RemindOfSecondFactor::ID, tag = "company", request_body = Empty,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(Empty {}): JsonBody<Empty>,
) -> Result<Json<Empty>, ApiError> {
    let actor = TwoStepActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    ask(&app, actor).await?;
    Ok(Json(Empty {}))
}
