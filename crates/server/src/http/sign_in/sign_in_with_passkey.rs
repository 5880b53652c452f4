//! Handles [`SignInWithPasskey`].

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use latchkey_contract::sign_in::sign_in_with_passkey::{Request, SignInWithPasskey};
use latchkey_contract::sign_in::sign_in_with_password::Response;
use latchkey_contract::{ErrorBody, Operation as _};

use super::{present_session, signed_in_cookies};
use crate::app_state::AppState;
use crate::domain::return_to;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::browser_secrets;
use crate::http::context::RequestContext;
use crate::http::json::JsonBody;
use crate::sign_in::passkey::{PasskeyForm, sign_in};

/// Signs in by a passkey alone, and sets the session cookie.
#[utoipa::path(
    post, path = SignInWithPasskey::PATH, operation_id = SignInWithPasskey::ID, tag = "sign-in", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Result<impl IntoResponse, ApiError> {
    let form = PasskeyForm {
        assertion: request.assertion,
        browser: browser_secrets(&app, &headers),
        replaces: present_session(&app, &headers),
        address_key: context.address_key.clone(),
    };
    let token = sign_in(&app, form, &context.origin).await?;
    let next = request.return_to.as_deref().and_then(return_to::checked);
    let next = next.unwrap_or("/").to_owned();
    Ok((signed_in_cookies(&app, &token), Json(Response { next })))
}
