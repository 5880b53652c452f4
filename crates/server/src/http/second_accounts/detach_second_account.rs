//! Handles [`DetachSecondAccount`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::second_accounts::DetachSecondAccount;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::second_accounts::attaching::{SecondAccountActor, detach};

/// Takes a second account from an identity, for an admin of the company. Its sessions end.
#[utoipa::path(
    delete, path = DetachSecondAccount::PATH, operation_id = DetachSecondAccount::ID, tag = "second_accounts",
    params(("second_account" = String, Path, description = "Its identifier")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(second_account): PathText,
) -> Result<Json<Empty>, ApiError> {
    let actor = SecondAccountActor {
        session: &session,
        origin: &context.origin,
        language: context.language,
    };
    detach(&app, actor, &second_account).await?;
    Ok(Json(Empty {}))
}
