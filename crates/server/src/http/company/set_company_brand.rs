//! Handles [`SetCompanyBrand`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::company::set_company_brand::{Request, SetCompanyBrand};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::company_brand::{BrandAdmin, set_look};
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;

/// Says what the company is called on the platform's screens, and which colour it has there; `not_found` for everybody but its admins.
#[utoipa::path(
    post, path = SetCompanyBrand::PATH, operation_id = SetCompanyBrand::ID, tag = "company", request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(wanted): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let admin = BrandAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    set_look(&app, admin, &wanted).await?;
    Ok(Json(Empty {}))
}
