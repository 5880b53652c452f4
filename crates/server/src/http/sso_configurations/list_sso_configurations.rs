//! Handles [`ListSsoConfigurations`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::list_sso_configurations::{ListSsoConfigurations, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::sso_configurations::reading;

/// The SSO configurations of the company whose admin is signed in; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListSsoConfigurations::PATH, operation_id = ListSsoConfigurations::ID, tag = "SSO configurations",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    Ok(Json(reading::list(&app, &session.account_id).await?))
}
