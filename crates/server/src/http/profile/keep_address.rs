//! Handles [`KeepAddress`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::profile::KeepAddress;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::profile::change_address::keep;

/// Calls off a change of address that was asked for.
#[utoipa::path(
    delete, path = KeepAddress::PATH, operation_id = KeepAddress::ID, tag = "profile",
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Empty>, ApiError> {
    keep(&app, &session.account_id, &context.origin).await?;
    Ok(Json(Empty {}))
}
