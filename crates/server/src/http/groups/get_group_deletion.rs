//! Handles [`GetGroupDeletion`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::{GetGroupDeletion, GroupDeletion};
use latchkey_contract::{ErrorBody, Operation as _};

use super::{access, count};
use crate::access_groups;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// What deleting a group would take.
#[utoipa::path(
    get, path = GetGroupDeletion::PATH, operation_id = GetGroupDeletion::ID, tag = "groups",
    params(
        ("group" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = GroupDeletion), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(group): PathText,
) -> Result<Json<GroupDeletion>, ApiError> {
    let (people, grants) = access_groups::deletion(&app, &session.account_id, &group).await?;
    Ok(Json(GroupDeletion {
        people: count(people),
        environments: grants.into_iter().map(access).collect(),
    }))
}
