//! Handles [`AddPasskey`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::two_step::add_passkey::{AddPasskey, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::two_step::TwoStepActor;
use crate::two_step::passkeys::add::add;

/// Adds a passkey that a browser has made. Needs a sign-in of the last ten minutes, with the second factor where there is one.
#[utoipa::path(
    post, path = AddPasskey::PATH, operation_id = AddPasskey::ID, tag = "two-step sign-in", request_body = Request,
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
    Ok(Json(add(&app, actor, &request).await?))
}
