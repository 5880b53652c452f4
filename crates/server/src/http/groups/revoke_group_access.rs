//! Handles [`RevokeGroupAccess`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::RevokeGroupAccess;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_groups::{GroupAdmin, access};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::TwoPathTexts;

/// Takes an environment from a group. What people could enter by it alone ends at once, and the app is told.
#[utoipa::path(
    delete, path = RevokeGroupAccess::PATH, operation_id = RevokeGroupAccess::ID, tag = "groups",
    params(
        ("group" = String, Path, description = "Its identifier"),
        ("environment" = String, Path, description = "Identifier of the environment"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(group, environment): TwoPathTexts,
) -> Result<Json<Empty>, ApiError> {
    let actor = GroupAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    access::revoke(&app, actor, &group.0, &environment.0).await?;
    Ok(Json(Empty {}))
}
