//! Handles [`GetFirstSteps`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::company::get_first_steps::{GetFirstSteps, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::first_steps;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;

/// What of a new company's set-up is done, for the admin who is signed in; `not_found` for everybody else.
#[utoipa::path(
    get, path = GetFirstSteps::PATH, operation_id = GetFirstSteps::ID, tag = "company",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let steps = first_steps::read(&app, &session.account_id).await?;
    let steps = steps.ok_or(ErrorCode::NotFound)?;
    Ok(Json(Response {
        domain_proven: steps.domain_proven == 1,
        identity_provider_active: steps.identity_provider_active == 1,
        everybody_uses_sso: steps.everybody_uses_sso == 1,
        has_app: steps.has_app == 1,
        has_people: steps.has_people == 1,
        mail_server_set: app.config.mail.server.is_some(),
        dismissed: steps.dismissed == 1,
    }))
}
