//! Handles [`PreviewSsoActivation`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::preview_sso_activation::{PreviewSsoActivation, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::domain::session_lifetime::SignedInBy;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Editor, activation_preview};
use crate::store::sessions::Session;

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
    let mut preview = activation_preview::read(&app, &editor, &configuration, context.language).await?;
    preview.ends_session = ends_session(&preview, &session);
    Ok(Json(preview))
}

/// Whether the session of whoever asks is among those that an activation ends.
fn ends_session(preview: &Response, session: &Session) -> bool {
    let is_local = matches!(session.signed_in_by, SignedInBy::Password | SignedInBy::Passkey);
    let domain = session.email.rsplit_once('@').map(|(_, domain)| domain);
    let is_moved = |domain| preview.domains.iter().any(|moved| moved.domain == domain);
    !preview.is_active && is_local && domain.is_some_and(is_moved)
}
