//! Handles [`ListAccessRequests`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::list_access_requests::{
    AccessRequest, ListAccessRequests, Response,
};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::access_management::requests;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::rfc3339::rfc3339;
use crate::store::access_requests as store;

/// Who asks for access to an environment and waits for an answer.
#[utoipa::path(
    get, path = ListAccessRequests::PATH, operation_id = ListAccessRequests::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(environment): PathText,
) -> Result<Json<Response>, ApiError> {
    let requests = requests::list(&app, &session.account_id, &environment).await?;
    let items = requests.into_iter().map(shown);
    Ok(Json(Response {
        items: items.collect::<Result<_, _>>()?,
    }))
}

fn shown(row: store::AccessRequest) -> Result<AccessRequest, ErrorCode> {
    Ok(AccessRequest {
        id: row.id,
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        invited: row.is_invited > 0,
        asked_at: rfc3339(row.asked_at_ms).ok_or(ErrorCode::Internal)?,
    })
}
