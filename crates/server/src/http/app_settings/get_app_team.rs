//! Handles [`GetAppTeam`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::TeamMember;
use latchkey_contract::app_settings::get_app_team::{GetAppTeam, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_settings::team;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::store::app_team;

/// The people of an app's team, for those who manage the app.
#[utoipa::path(
    get, path = GetAppTeam::PATH, operation_id = GetAppTeam::ID, tag = "app settings",
    params(("app" = String, Path, description = "Its slug")),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(slug): PathText,
) -> Result<Json<Response>, ApiError> {
    let found = team::read(&app, &session.account_id, &slug).await?;
    Ok(Json(Response {
        members: found.members.into_iter().map(shown).collect(),
        may_change: found.may_change,
    }))
}

pub(super) fn shown(member: app_team::TeamPerson) -> TeamMember {
    TeamMember {
        id: member.id,
        email: member.email,
        first_name: member.first_name,
        last_name: member.last_name,
        deactivated: member.deactivated_at_ms.is_some(),
        owner: member.owner != 0,
    }
}
