//! Handles [`RotateClientSecret`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::rotate_client_secret::{Request, Response, RotateClientSecret};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::app_settings::{Asker, secrets};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::rfc3339::rfc3339;

/// Makes a new secret, said this once. The present one works on for a week; one that is still left from before ends.
#[utoipa::path(
    post, path = RotateClientSecret::PATH, operation_id = RotateClientSecret::ID, tag = "app settings",
    params(("environment" = String, Path, description = "Its identifier")), request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(id): PathText,
    JsonBody(_): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let rotated = secrets::rotate(&app, asker, &id).await?;
    Ok(Json(Response {
        client_secret: rotated.client_secret.to_string(),
        previous_secret_ends_at: rfc3339(rotated.previous_ends_at_ms).ok_or(ErrorCode::Internal)?,
    }))
}
