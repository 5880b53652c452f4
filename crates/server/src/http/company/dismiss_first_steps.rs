//! Handles [`DismissFirstSteps`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::company::DismissFirstSteps;
use latchkey_contract::{Empty, ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::first_steps;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;

/// The first steps are not shown to this person any more, on any machine; `not_found` for everybody but the company's admins.
#[utoipa::path(
    post, path = DismissFirstSteps::PATH, operation_id = DismissFirstSteps::ID, tag = "company",
    request_body = Empty,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    JsonBody(Empty {}): JsonBody<Empty>,
) -> Result<Json<Empty>, ApiError> {
    match first_steps::dismiss(&app, &session.account_id).await? {
        true => Ok(Json(Empty {})),
        false => Err(ErrorCode::NotFound.into()),
    }
}
