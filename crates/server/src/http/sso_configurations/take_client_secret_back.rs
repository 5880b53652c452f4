//! Handles [`TakeClientSecretBack`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::SecretRotation;
use latchkey_contract::sso_configurations::take_client_secret_back::{Request, TakeClientSecretBack};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{activation, secret_rotation};

/// Puts the old client secret in its place again, within a day of the swap. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = TakeClientSecretBack::PATH, operation_id = TakeClientSecretBack::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = SecretRotation), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    // Not by a set-up link: it opens drafts alone.
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<SecretRotation>, ApiError> {
    let admin = activation::Admin {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    Ok(Json(
        secret_rotation::take_back(&app, admin, &configuration, &request.version).await?,
    ))
}
