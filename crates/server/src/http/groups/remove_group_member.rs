//! Handles [`RemoveGroupMember`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::RemoveGroupMember;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_groups::{GroupAdmin, members};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::TwoPathTexts;

/// Takes somebody out of a group who is in it by hand. What the person could enter by it alone ends at once.
#[utoipa::path(
    delete, path = RemoveGroupMember::PATH, operation_id = RemoveGroupMember::ID, tag = "groups",
    params(
        ("group" = String, Path, description = "Its identifier"),
        ("member" = String, Path, description = "Identifier of the account"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(group, member): TwoPathTexts,
) -> Result<Json<Empty>, ApiError> {
    let actor = GroupAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    members::remove(&app, actor, &group.0, &member.0).await?;
    Ok(Json(Empty {}))
}
