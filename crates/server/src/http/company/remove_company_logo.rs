//! Handles [`RemoveCompanyLogo`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::company::RemoveCompanyLogo;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::company_brand::{BrandAdmin, remove_logo};
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;

/// Takes the company's logo away; `not_found` for everybody but its admins.
#[utoipa::path(
    delete, path = RemoveCompanyLogo::PATH, operation_id = RemoveCompanyLogo::ID, tag = "company",
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Empty>, ApiError> {
    let admin = BrandAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    remove_logo(&app, admin).await?;
    Ok(Json(Empty {}))
}
