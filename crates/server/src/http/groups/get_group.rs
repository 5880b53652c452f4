//! Handles [`GetGroup`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::{GetGroup, Group, GroupEnvironment};
use latchkey_contract::{ErrorBody, Operation as _};

use super::access;
use crate::access_groups;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::store::access_groups::GrantableEnvironment;

/// A group, with what its members may enter.
#[utoipa::path(
    get, path = GetGroup::PATH, operation_id = GetGroup::ID, tag = "groups",
    params(
        ("group" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Group), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(group): PathText,
) -> Result<Json<Group>, ApiError> {
    let found = access_groups::read(&app, &session.account_id, &group).await?;
    Ok(Json(Group {
        id: found.group.id,
        name: found.group.name,
        access: found.grants.into_iter().map(access).collect(),
        others: found.others.into_iter().map(environment).collect(),
        rules: found.rules,
        withheld: found.withheld,
    }))
}

fn environment(row: GrantableEnvironment) -> GroupEnvironment {
    GroupEnvironment {
        id: row.id,
        name: row.name,
        app: row.app,
        roles: row.published,
    }
}
