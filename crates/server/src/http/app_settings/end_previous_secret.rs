//! Handles [`EndPreviousSecret`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::EndPreviousSecret;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_settings::{Asker, secrets};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// Ends the secret from before the last rotation now. Succeeds whether or not it still worked.
#[utoipa::path(
    delete, path = EndPreviousSecret::PATH, operation_id = EndPreviousSecret::ID,
    tag = "app settings", params(("environment" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(id): PathText,
) -> Result<Json<Empty>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    secrets::end_previous(&app, asker, &id).await?;
    Ok(Json(Empty {}))
}
