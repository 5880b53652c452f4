//! Handles [`UpdateEnvironment`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::update_environment::{Request, Response, UpdateEnvironment};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_settings::{Asker, update};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Changes an environment. Its `client_id` stays. A secret that this makes is said this once.
#[utoipa::path(
    post, path = UpdateEnvironment::PATH, operation_id = UpdateEnvironment::ID, tag = "app settings",
    params(("environment" = String, Path, description = "Its identifier")), request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(id): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let secret = update::environment(&app, asker, &id, &request.version, request.settings).await?;
    Ok(Json(Response {
        client_secret: secret.as_deref().cloned(),
    }))
}
