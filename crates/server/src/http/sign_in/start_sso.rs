//! Handles [`StartSso`].

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use latchkey_contract::sign_in::start_sso::{Request, Response, StartSso};
use latchkey_contract::{ErrorBody, Operation as _};

use super::{Form, by_sso};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::json::JsonBody;

/// Begins a sign-in at the company's identity provider.
#[utoipa::path(
    post, path = StartSso::PATH, operation_id = StartSso::ID, tag = "sign-in", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Result<impl IntoResponse, ApiError> {
    let form = Form {
        username: request.username,
        password: Default::default(),
        return_to: request.return_to,
    };
    let (redirect_to, cookie) = by_sso(&app, &context, &headers, &form).await?;
    Ok((cookie, Json(Response { redirect_to })))
}
