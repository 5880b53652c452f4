//! Handles [`ConfirmTotp`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::two_step::confirm_totp::{ConfirmTotp, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::two_step::{TwoStepActor, app as totp_app};

/// Adds the app whose secret was shown, with its first code. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = ConfirmTotp::PATH, operation_id = ConfirmTotp::ID, tag = "two-step sign-in", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let actor = TwoStepActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    Ok(Json(totp_app::confirm(&app, actor, &request).await?))
}
