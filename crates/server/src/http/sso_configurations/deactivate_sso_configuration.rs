//! Handles [`DeactivateSsoConfiguration`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::deactivate_sso_configuration::{
    DeactivateSsoConfiguration, Request,
};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::activation;

/// Makes the active configuration a draft, at once: people set passwords again. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = DeactivateSsoConfiguration::PATH, operation_id = DeactivateSsoConfiguration::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    // Not by a set-up link.
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let admin = activation::Admin {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    activation::deactivate(&app, admin, &configuration, (&request.version, &request.notice)).await?;
    Ok(Json(Empty {}))
}
