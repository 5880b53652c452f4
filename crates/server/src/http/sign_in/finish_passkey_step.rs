//! Handles [`FinishPasskeyStep`].

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use latchkey_contract::sign_in::finish_passkey_step::{FinishPasskeyStep, Request};
use latchkey_contract::sign_in::sign_in_with_password::Response;
use latchkey_contract::{ErrorBody, Operation as _};
use latchkey_spa::paths;

use super::{present_session, step_done_cookies};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::browser_secrets;
use crate::http::context::RequestContext;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sign_in::second_step::{SecondStepForm, finish};
use crate::two_step::check::Typed;

/// Does the second step of this browser by a passkey, and sets the session cookie.
#[utoipa::path(
    post, path = FinishPasskeyStep::PATH, operation_id = FinishPasskeyStep::ID, tag = "sign-in", request_body = Request,
    params(("step" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    PathText(step): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<impl IntoResponse, ApiError> {
    let form = SecondStepForm {
        id: step.clone(),
        browser: browser_secrets(&app, &headers),
        typed: Typed::Passkey {
            assertion: request.assertion,
            step_id: step,
        },
        remember: request.remember,
        replaces: present_session(&app, &headers),
        address_key: context.address_key.clone(),
        language: context.language,
    };
    let done = finish(&app, form, &context.origin).await?;
    let cookies = step_done_cookies(&app, &headers, &done);
    let next = done.return_to.unwrap_or_else(|| paths::HOME.into());
    Ok((cookies, Json(Response { next })))
}
