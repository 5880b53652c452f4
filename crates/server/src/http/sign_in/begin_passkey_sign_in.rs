//! Handles [`BeginPasskeySignIn`]. Everybody is answered alike: nobody has said yet who it is.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use latchkey_contract::sign_in::BeginPasskeySignIn;
use latchkey_contract::two_step::PasskeyChallenge;
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use super::browser_token_of;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::remember;
use crate::sign_in::passkey::ask;

/// Gives a challenge for a sign-in by a passkey alone, bound to this browser.
#[utoipa::path(
    post, path = BeginPasskeySignIn::PATH, operation_id = BeginPasskeySignIn::ID, tag = "sign-in",
    responses((status = 200, body = PasskeyChallenge), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(State(app): State<AppState>, headers: HeaderMap) -> Result<impl IntoResponse, ApiError> {
    let browser_token = browser_token_of(&app, &headers)?;
    let challenge = ask(&app, &browser_token)?.ok_or(ErrorCode::NotFound)?;
    Ok((remember(&app, &headers, &browser_token), Json(challenge)))
}
