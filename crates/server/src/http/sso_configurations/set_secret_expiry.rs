//! Handles [`SetSecretExpiry`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::set_secret_expiry::{Request, Response, SetSecretExpiry};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, Editor, secret_expiry};

/// Says until when the client secret of a configuration works, so that the admins are warned in time.
#[utoipa::path(
    post, path = SetSecretExpiry::PATH, operation_id = SetSecretExpiry::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    // Not by a set-up link: the dates are the company's.
    let editor = Editor::signed_in(&session);
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    let expires_on = request.expires_on.as_deref();
    let secret = secret_expiry::set(&app, actor, &configuration, expires_on).await?;
    Ok(Json(Response { secret }))
}
