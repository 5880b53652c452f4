//! Handles [`GetSession`].

use axum::Json;
use latchkey_contract::session::SessionAccount;
use latchkey_contract::session::get_session::{GetSession, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::domain::session_lifetime::SignedInBy;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::rfc3339::rfc3339;

/// Who is signed in.
#[utoipa::path(
    get, path = GetSession::PATH, operation_id = GetSession::ID, tag = "session",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(CurrentSession(session): CurrentSession) -> Result<Json<Response>, ApiError> {
    let is_test = session.signed_in_by == SignedInBy::Test;
    let account = SessionAccount {
        id: session.account_id,
        email: session.email,
        first_name: session.first_name,
        last_name: session.last_name,
    };
    Ok(Json(Response {
        account,
        expires_at: rfc3339(session.lifetime.expires_at_ms).ok_or(ErrorCode::Internal)?,
        is_test,
    }))
}
