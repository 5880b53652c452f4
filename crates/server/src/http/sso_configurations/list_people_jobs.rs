//! Handles [`ListPeopleJobs`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::list_people_jobs::{ListPeopleJobs, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::sso_configurations::{Editor, people_jobs};

/// The jobs that remove passwords after an activation, or mail links to set one; and those that ended within the last day.
#[utoipa::path(
    get, path = ListPeopleJobs::PATH, operation_id = ListPeopleJobs::ID, tag = "SSO configurations",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    Ok(Json(people_jobs::list(&app, &Editor::signed_in(&session)).await?))
}
