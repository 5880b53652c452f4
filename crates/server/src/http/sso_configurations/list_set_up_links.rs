//! Handles [`ListSetUpLinks`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::list_set_up_links::{ListSetUpLinks, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::sso_configurations::{Editor, set_up_links};

/// The set-up links of the company that work.
#[utoipa::path(
    get, path = ListSetUpLinks::PATH, operation_id = ListSetUpLinks::ID, tag = "SSO configurations",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let links = set_up_links::list(&app, &Editor::signed_in(&session)).await?;
    Ok(Json(links))
}
