//! Handles [`SetSecondFactorRule`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::company::{SecondFactorRule, SetSecondFactorRule};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::two_step::TwoStepActor;
use crate::two_step::rule::set;

/// Says what the company asks of its people who sign in by password. Needs a sign-in of the last ten minutes; `not_found` for everybody but its
/// admins.
#[utoipa::path(
    post, path = SetSecondFactorRule::PATH, operation_id = SetSecondFactorRule::ID, tag = "company", request_body = SecondFactorRule,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(wanted): JsonBody<SecondFactorRule>,
) -> Result<Json<Empty>, ApiError> {
    let actor = TwoStepActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    set(&app, actor, &wanted).await?;
    Ok(Json(Empty {}))
}
