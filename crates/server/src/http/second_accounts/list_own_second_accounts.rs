//! Handles [`ListOwnSecondAccounts`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::second_accounts::list_own_second_accounts::{ListOwnSecondAccounts, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::second_accounts::of_account;

/// The second accounts that the own identity opens, and the identities that open the own account.
#[utoipa::path(
    get, path = ListOwnSecondAccounts::PATH, operation_id = ListOwnSecondAccounts::ID, tag = "second_accounts",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let items = of_account(&app, &session.account_id).await?;
    Ok(Json(Response { items }))
}
