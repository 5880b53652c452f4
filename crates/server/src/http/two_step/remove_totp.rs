//! Handles [`RemoveTotp`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::two_step::remove_totp::RemoveTotp;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::two_step::{TwoStepActor, app as totp_app};

/// Takes the authenticator app away, and the recovery codes with it. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    delete, path = RemoveTotp::PATH, operation_id = RemoveTotp::ID, tag = "two-step sign-in",
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Empty>, ApiError> {
    let actor = TwoStepActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    totp_app::remove(&app, actor).await?;
    Ok(Json(Empty {}))
}
