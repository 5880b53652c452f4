//! Handles [`ListBulkChanges`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::list_bulk_changes::{ListBulkChanges, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::access_management::bulk;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// The last changes of many people's access to an environment, with how far they are.
#[utoipa::path(
    get, path = ListBulkChanges::PATH, operation_id = ListBulkChanges::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(environment): PathText,
) -> Result<Json<Response>, ApiError> {
    let changes = bulk::changes(&app, &session.account_id, &environment).await?;
    Ok(Json(Response { changes }))
}
