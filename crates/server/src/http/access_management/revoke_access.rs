//! Handles [`RevokeAccess`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::RevokeAccess;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_management::change;
use crate::app_settings::Asker;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::{PathText, TwoPathTexts};

/// Takes the access that somebody was given directly. Where no group gives access, the tokens end and the app is told at once.
#[utoipa::path(
    delete, path = RevokeAccess::PATH, operation_id = RevokeAccess::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
        ("account" = String, Path, description = "Identifier of the account"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(account)): TwoPathTexts,
) -> Result<Json<Empty>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    change::revoke(&app, asker, &environment, &account).await?;
    Ok(Json(Empty {}))
}
