//! Handles [`BeginTotp`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::two_step::begin_totp::{BeginTotp, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::two_step::{TwoStepActor, app as totp_app};

/// Makes a secret for an authenticator app, which is in this response alone and opens nothing yet. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = BeginTotp::PATH, operation_id = BeginTotp::ID, tag = "two-step sign-in",
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
    Ok(Json(totp_app::begin(&app, actor).await?))
}
