//! Handles [`CheckClientSecret`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::check_client_secret::{CheckClientSecret, Request};
use latchkey_contract::sso_configurations::set_secret_expiry::Response;
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Editor, secret_check};

/// Asks the identity provider of the active configuration at once whether it accepts the client secret.
#[utoipa::path(
    post, path = CheckClientSecret::PATH, operation_id = CheckClientSecret::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    // Not by a set-up link: it opens drafts alone.
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
    JsonBody(_): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let secret = secret_check::now(&app, &Editor::signed_in(&session), &configuration).await?;
    Ok(Json(Response { secret }))
}
