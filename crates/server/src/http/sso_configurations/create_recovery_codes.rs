//! Handles [`CreateRecoveryCodes`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::create_recovery_codes::{CreateRecoveryCodes, Response};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::sso_configurations::{activation, recovery_codes};

/// Makes recovery codes, with each of which an admin gets in once when the identity provider lets nobody in; earlier ones stop working. Needs
/// a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = CreateRecoveryCodes::PATH, operation_id = CreateRecoveryCodes::ID, tag = "SSO configurations", request_body = Empty,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(Empty {}): JsonBody<Empty>,
) -> Result<Json<Response>, ApiError> {
    let admin = activation::Admin {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    Ok(Json(recovery_codes::create(&app, admin).await?))
}
