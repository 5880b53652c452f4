//! Handles [`EndSetUp`].

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use latchkey_contract::sso_configurations::EndSetUp;
use latchkey_contract::{Empty, ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::sso_configurations::set_up_links;

/// Ends the set-up link that this browser began with; `not_found` in any other. The cookie stays, and opens nothing: it tells the page of
/// the link what has become of it.
#[utoipa::path(
    delete, path = EndSetUp::PATH, operation_id = EndSetUp::ID, tag = "SSO configurations",
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
) -> Result<Json<Empty>, ApiError> {
    let secret = Cookie::SetUp.read(&headers, &app.config.public_url);
    let secret = secret.ok_or(ErrorCode::NotFound)?;
    set_up_links::end(&app, secret, &context.origin).await?;
    Ok(Json(Empty {}))
}
