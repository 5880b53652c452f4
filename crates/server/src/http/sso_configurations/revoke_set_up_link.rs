//! Handles [`RevokeSetUpLink`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::RevokeSetUpLink;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, Editor, set_up_links};

/// Ends a set-up link, and what it had opened, at once.
#[utoipa::path(
    delete, path = RevokeSetUpLink::PATH, operation_id = RevokeSetUpLink::ID, tag = "SSO configurations",
    params(
        ("link" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(link): PathText,
) -> Result<Json<Empty>, ApiError> {
    let editor = Editor::signed_in(&session);
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    set_up_links::revoke(&app, actor, &link).await?;
    Ok(Json(Empty {}))
}
