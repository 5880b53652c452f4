//! Handles [`ActivateSsoConfiguration`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::activate_sso_configuration::{ActivateSsoConfiguration, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::activation;

/// Makes a tested draft the company's active configuration, at once; the one that was active becomes a draft. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = ActivateSsoConfiguration::PATH, operation_id = ActivateSsoConfiguration::ID, tag = "SSO configurations", request_body = Request,
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
    let people = activation::MailToPeople {
        is_mailed: request.tells_people,
        notice: &request.notice,
    };
    activation::activate(&app, admin, &configuration, (&request.version, people)).await?;
    Ok(Json(Empty {}))
}
