//! Handles [`SetCompanyLogo`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::company::set_company_logo::{Request, Response, SetCompanyLogo};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::company_brand::{BrandAdmin, set_logo};
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;

/// A file of 1,000,000 bytes in Base64, with what is around it.
pub(super) const MAX_BODY_BYTES: usize = 1_400_000;

/// Draws the picture in a PNG, JPEG or WebP file anew, and keeps that as the company's logo; `not_found` for everybody but its admins. Bodies of up to 1.4 MB.
#[utoipa::path(
    post, path = SetCompanyLogo::PATH, operation_id = SetCompanyLogo::ID, tag = "company", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(file): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let admin = BrandAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let logo = set_logo(&app, admin, &file.content).await?;
    Ok(Json(Response { logo }))
}
