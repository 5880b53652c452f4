//! Handles [`GetCompanyBrand`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::company::{CompanyBrand, GetCompanyBrand};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::company_brand::read;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;

/// How the company presents itself on the platform's screens; `not_found` for everybody but its admins.
#[utoipa::path(
    get, path = GetCompanyBrand::PATH, operation_id = GetCompanyBrand::ID, tag = "company",
    responses((status = 200, body = CompanyBrand), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<CompanyBrand>, ApiError> {
    Ok(Json(read(&app, &session.account_id).await?))
}
