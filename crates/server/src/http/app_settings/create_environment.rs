//! Handles [`CreateEnvironment`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::create_environment::{CreateEnvironment, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_settings::{Asker, create};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Makes an environment. Whoever makes it is the first who may enter, with all its roles. The secret is said this once.
#[utoipa::path(
    post, path = CreateEnvironment::PATH, operation_id = CreateEnvironment::ID, tag = "app settings",
    params(("app" = String, Path, description = "The app's slug")), request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(slug): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let created = create::environment(&app, asker, &slug, request.settings).await?;
    Ok(Json(Response {
        id: created.id,
        client_id: created.client_id,
        client_secret: created.client_secret.as_deref().cloned(),
    }))
}
