//! Handles [`BeginSsoPilot`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::SsoPilot;
use latchkey_contract::sso_configurations::begin_sso_pilot::{BeginSsoPilot, Request};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{activation, pilot};

/// Lets the people of the list sign in with the configuration from now on, and nobody else. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = BeginSsoPilot::PATH, operation_id = BeginSsoPilot::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = SsoPilot), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    // Not by a set-up link.
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<SsoPilot>, ApiError> {
    let admin = activation::Admin {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    Ok(Json(
        pilot::begin(&app, admin, &configuration, &request.version).await?,
    ))
}
