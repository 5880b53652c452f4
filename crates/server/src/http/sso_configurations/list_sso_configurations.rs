//! Handles [`ListSsoConfigurations`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::list_sso_configurations::{ListSsoConfigurations, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::sso_configurations::reading;

/// The SSO configurations of the company whose admin is signed in; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListSsoConfigurations::PATH, operation_id = ListSsoConfigurations::ID, tag = "SSO configurations",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentEditor(editor): CurrentEditor,
) -> Result<Json<Response>, ApiError> {
    Ok(Json(reading::list(&app, &editor).await?))
}
