//! Handles [`BeginPasskeyStep`].

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use latchkey_contract::sign_in::BeginPasskeyStep;
use latchkey_contract::two_step::PasskeyChallenge;
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::browser_secrets;
use crate::http::path_text::PathText;
use crate::sign_in::second_step::ask_for_passkey;

/// Gives a challenge for the second step of this browser, and names the passkeys that can answer it.
#[utoipa::path(
    post, path = BeginPasskeyStep::PATH, operation_id = BeginPasskeyStep::ID, tag = "sign-in",
    params(("step" = String, Path, description = "Its identifier")),
    responses((status = 200, body = PasskeyChallenge), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    headers: HeaderMap,
    PathText(step): PathText,
) -> Result<Json<PasskeyChallenge>, ApiError> {
    let browser = browser_secrets(&app, &headers);
    Ok(Json(ask_for_passkey(&app, &step, &browser).await?))
}
