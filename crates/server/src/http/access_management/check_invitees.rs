//! Handles [`CheckInvitees`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::check_invitees::{CheckInvitees, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use super::shown_invitee;
use crate::access_management::invitees;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// What is taken of a text: more than a thousand addresses with names.
pub(super) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Reads the addresses in a text and says of each what inviting it would do. Invites nobody. Bodies of up to 1 MB.
#[utoipa::path(
    post, path = CheckInvitees::PATH, operation_id = CheckInvitees::ID, tag = "access management",
    params(("environment" = String, Path, description = "Its identifier")), request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(environment): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let (text, team) = (&request.text, request.include_team);
    let checked = invitees::check(&app, &session.account_id, &environment, text, team).await?;
    Ok(Json(Response {
        items: checked.into_iter().map(shown_invitee).collect(),
    }))
}
