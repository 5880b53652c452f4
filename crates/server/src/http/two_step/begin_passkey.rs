//! Handles [`BeginPasskey`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::two_step::begin_passkey::{BeginPasskey, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::two_step::{TwoStepActor, passkeys};

/// Gives what a browser needs to make a passkey. Needs a sign-in of the last ten minutes, with the second factor where there is one.
#[utoipa::path(
    post, path = BeginPasskey::PATH, operation_id = BeginPasskey::ID, tag = "two-step sign-in",
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
    Ok(Json(passkeys::begin(&app, actor).await?))
}
