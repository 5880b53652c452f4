//! Handles [`CreateAccountRecoveryCodes`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::two_step::create_account_recovery_codes::{CreateAccountRecoveryCodes, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::two_step::{TwoStepActor, codes};

/// Makes ten recovery codes in the place of the earlier ones; they are in this response alone. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = CreateAccountRecoveryCodes::PATH, operation_id = CreateAccountRecoveryCodes::ID, tag = "two-step sign-in",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let actor = TwoStepActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    Ok(Json(codes::create(&app, actor).await?))
}
