//! Handles [`WithdrawInvitation`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::WithdrawInvitation;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_management::invitations;
use crate::app_settings::Asker;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::{PathText, TwoPathTexts};

/// Takes an invitation back: its link opens nothing any more.
#[utoipa::path(
    delete, path = WithdrawInvitation::PATH, operation_id = WithdrawInvitation::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
        ("invitation" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(invitation)): TwoPathTexts,
) -> Result<Json<Empty>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    invitations::withdraw(&app, asker, &environment, &invitation).await?;
    Ok(Json(Empty {}))
}
