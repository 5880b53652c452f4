//! Handles [`CreateMyToken`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::personal_tokens::create_my_token::{CreateMyToken, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::personal_tokens::{TokenActor, create};

/// Makes an access token of the person who is signed in; its value is in this response alone. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = CreateMyToken::PATH, operation_id = CreateMyToken::ID, tag = "personal tokens", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let actor = TokenActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    Ok(Json(create(&app, actor, &request).await?))
}
