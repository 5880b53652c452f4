//! Handles [`GetIdentityConflict`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::identity_conflicts::{GetIdentityConflict, IdentityConflictDetail};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::identity_conflicts;

/// A conflict of the company whose admin is signed in, with its choices and what each would do, or with the way back; `not_found` for everybody else.
#[utoipa::path(
    get, path = GetIdentityConflict::PATH, operation_id = GetIdentityConflict::ID, tag = "identity_conflicts",
    params(("conflict" = String, Path, description = "Identifier of the conflict")),
    responses((status = 200, body = IdentityConflictDetail), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(conflict): PathText,
) -> Result<Json<IdentityConflictDetail>, ApiError> {
    let detail = identity_conflicts::detail(&app, &session.account_id, &conflict).await?;
    Ok(Json(detail))
}
