//! Handles [`ChangePassword`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::profile::change_password::{ChangePassword, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};
use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::profile::change_password::{PasswordChange, run};
use crate::sign_in::SignInError;

/// Sets another password, and ends all other sessions.
#[utoipa::path(
    post, path = ChangePassword::PATH, operation_id = ChangePassword::ID, tag = "profile", request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let change = PasswordChange {
        session,
        current: Zeroizing::new(request.current_password),
        new: Zeroizing::new(request.password),
        language: context.language,
        address_key: context.address_key,
        origin: context.origin,
    };
    // A task of its own, so that the attempt is counted also if the client closes the connection.
    let changed = tokio::spawn(async move { run(&app, change).await }).await;
    changed.map_err(|_| SignInError::Interrupted)??;
    Ok(Json(Empty {}))
}
