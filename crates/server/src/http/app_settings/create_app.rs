//! Handles [`CreateApp`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::create_app::{CreateApp, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_settings::{Asker, create};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;

/// Makes an app, without environments yet. For admins of a company; to everybody else this is not there.
#[utoipa::path(
    post, path = CreateApp::PATH, operation_id = CreateApp::ID, tag = "app settings", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let slug = create::app(&app, asker, &request.name, request.slug.as_deref()).await?;
    Ok(Json(Response { slug }))
}
