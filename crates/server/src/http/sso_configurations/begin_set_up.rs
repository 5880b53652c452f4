//! Handles [`BeginSetUp`].

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse};
use latchkey_contract::sso_configurations::begin_set_up::{BeginSetUp, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::json::JsonBody;
use crate::sso_configurations::set_up_links;

/// Binds a set-up link to this browser, whose cookie opens the drafts of its company from then on.
#[utoipa::path(
    post, path = BeginSetUp::PATH, operation_id = BeginSetUp::ID, tag = "SSO configurations", request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    JsonBody(request): JsonBody<Request>,
) -> Result<impl IntoResponse, ApiError> {
    let secret = set_up_links::begin(&app, &request.token, &context.origin).await?;
    let cookie = Cookie::SetUp.set(&secret, &app.config.public_url);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(Empty {})))
}
