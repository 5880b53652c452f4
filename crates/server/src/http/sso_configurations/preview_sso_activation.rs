//! Handles [`PreviewSsoActivation`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::preview_sso_activation::{PreviewSsoActivation, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Editor, activation_preview};

/// What activating or de-activating a configuration would change, and what stands in the way.
#[utoipa::path(
    get, path = PreviewSsoActivation::PATH, operation_id = PreviewSsoActivation::ID, tag = "SSO configurations",
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    // Not by a set-up link.
    CurrentSession(session): CurrentSession,
    PathText(configuration): PathText,
) -> Result<Json<Response>, ApiError> {
    let editor = Editor::signed_in(&session);
    Ok(Json(
        activation_preview::read(&app, &editor, &configuration, context.language).await?,
    ))
}
