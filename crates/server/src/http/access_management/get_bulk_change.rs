//! Handles [`GetBulkChange`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::{BulkChange, GetBulkChange};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::access_management::bulk;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::{PathText, TwoPathTexts};

/// A change of many people's access to an environment, with how far it is.
#[utoipa::path(
    get, path = GetBulkChange::PATH, operation_id = GetBulkChange::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Identifier of the environment"),
        ("change" = String, Path, description = "Identifier of the change"),
    ),
    responses((status = 200, body = BulkChange), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(change)): TwoPathTexts,
) -> Result<Json<BulkChange>, ApiError> {
    let change = bulk::change(&app, &session.account_id, (&environment, &change)).await?;
    Ok(Json(change))
}
