//! Handles [`GetSession`].

use axum::Json;
use latchkey_contract::session::SessionAccount;
use latchkey_contract::session::get_session::{GetSession, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;

/// Who is signed in.
#[utoipa::path(
    get, path = GetSession::PATH, operation_id = GetSession::ID, tag = "session",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(CurrentSession(session): CurrentSession) -> Result<Json<Response>, ApiError> {
    let account = SessionAccount {
        id: session.account_id,
        email: session.email,
        first_name: session.first_name,
        last_name: session.last_name,
    };
    Ok(Json(Response {
        account,
        expires_at: rfc3339(session.lifetime.expires_at_ms).ok_or(ErrorCode::Internal)?,
    }))
}

/// A moment as text, to the second, UTC.
pub(in crate::http) fn rfc3339(at_ms: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000))
        .ok()?
        .format(&Rfc3339)
        .ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn moments_are_utc() {
        assert_eq!(
            super::rfc3339(1_700_000_000_999).as_deref(),
            Some("2023-11-14T22:13:20Z")
        );
    }
}
