//! Handles [`ChangeAppTeam`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::change_app_team::{ChangeAppTeam, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use super::get_app_team::shown;
use crate::app_settings::{AppSettingsError, Asker, team};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Changes an app's team; the last owner stays.
#[utoipa::path(
    post, path = ChangeAppTeam::PATH, operation_id = ChangeAppTeam::ID, tag = "app settings", request_body = Request,
    params(("app" = String, Path, description = "Its slug")),
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
    let outcome = team::change(&app, asker, &slug, &request.change).await?;
    // Whoever has left the team may not see it any more.
    let (members, may_change) = match team::read(&app, &session.account_id, &slug).await {
        Ok(found) => (found.members, found.may_change),
        Err(AppSettingsError::NotFound) => (Vec::new(), false),
        Err(error) => return Err(error.into()),
    };
    Ok(Json(Response {
        outcome,
        members: members.into_iter().map(shown).collect(),
        may_change,
    }))
}
